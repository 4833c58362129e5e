//! [`Api`]: what the endpoints work with.

use std::sync::{Arc, Mutex};

use super::rate_limit::RateLimit;
use crate::scheduler::SharedWorld;

#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) shared: Arc<SharedWorld>,
    /// `None` for no limit.
    pub(crate) limit: Option<Mutex<RateLimit>>,
}
