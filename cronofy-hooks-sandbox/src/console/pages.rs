//! [`Console`]: what every page has in common.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::response::{IntoResponse as _, Redirect, Response};
use tokio::sync::watch;

use crate::shared::Shared;

/// The state of the console: the sandbox, and what belongs to its pages alone.
#[derive(Clone)]
pub(super) struct Console {
    pub(super) shared: Arc<Shared>,
    /// In each form of this process: another page cannot read it, so it cannot post.
    pub(super) token: Arc<str>,
    /// The server listens until its sender is gone.
    pub(super) open: watch::Receiver<()>,
    /// What the last action did, until a page has shown it.
    told: Arc<Mutex<Option<Told>>>,
}

/// What an action did, or why it did not.
#[derive(Clone, Debug)]
pub(super) enum Told {
    Done(String),
    Refused(String),
}

impl Console {
    pub(super) fn new(shared: Arc<Shared>, open: watch::Receiver<()>) -> Self {
        let mut random = [0; 16];
        // Without randomness of the system there is no token, and forms are refused.
        let token = match getrandom::fill(&mut random) {
            Ok(()) => format!("{:032x}", u128::from_ne_bytes(random)),
            Err(_) => String::new(),
        };
        Self { shared, token: token.into(), open, told: Arc::default() }
    }

    /// Goes on to a page that says what was done.
    pub(super) fn done(&self, then: &str, told: impl Into<String>) -> Response {
        self.tell(Told::Done(told.into()), then)
    }

    /// Goes on to a page that says why nothing was done.
    pub(super) fn refused(&self, then: &str, told: impl Into<String>) -> Response {
        self.tell(Told::Refused(told.into()), then)
    }

    pub(super) fn take_told(&self) -> Option<Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn tell(&self, told: Told, then: &str) -> Response {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = Some(told);
        Redirect::to(then).into_response()
    }
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Console").finish_non_exhaustive()
    }
}
