//! [`Api`]: what the endpoints work with.

use std::sync::{Arc, Mutex};

use super::rate_limit::RateLimit;
use crate::scheduler::CausingWorld;

#[derive(Clone, Debug)]
pub(crate) struct Api {
    pub(crate) shared: CausingWorld,
    /// `None` for no limit.
    pub(crate) limit: Option<Arc<Mutex<RateLimit>>>,
}
