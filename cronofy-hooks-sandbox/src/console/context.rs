//! [`Console`]: the state that all pages share.

use std::sync::{Arc, Mutex, PoisonError};

use axum::response::{IntoResponse as _, Redirect, Response};
use tokio::sync::watch;

use crate::scheduler::SharedWorld;

/// The world, and the state of the console itself.
#[derive(Clone)]
pub(super) struct Console {
    pub(super) shared: Arc<SharedWorld>,
    /// A secret in each form of this process. A page of another origin cannot read it, so it cannot post.
    pub(super) token: Arc<str>,
    /// Open until the server stops.
    pub(super) open: watch::Receiver<()>,
    /// The message of the last action, until a page has shown it.
    message: Arc<Mutex<Option<ActionMessage>>>,
}

#[derive(Clone, Debug)]
pub(super) enum ActionMessage {
    Done(String),
    Refused(String),
}

impl Console {
    pub(super) fn new(shared: Arc<SharedWorld>, open: watch::Receiver<()>) -> Self {
        let mut random = [0; 16];
        // Without a random token the guard rejects every form.
        let token = match getrandom::fill(&mut random) {
            Ok(()) => format!("{:032x}", u128::from_ne_bytes(random)),
            Err(_) => String::new(),
        };
        Self { shared, token: token.into(), open, message: Arc::default() }
    }

    /// Redirects to a page that shows what was done.
    pub(super) fn done(&self, then: &str, message: impl Into<String>) -> Response {
        self.redirect(ActionMessage::Done(message.into()), then)
    }

    /// Redirects to a page that shows why nothing was done.
    pub(super) fn refused(&self, then: &str, message: impl Into<String>) -> Response {
        self.redirect(ActionMessage::Refused(message.into()), then)
    }

    pub(super) fn take_message(&self) -> Option<ActionMessage> {
        self.message.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn redirect(&self, message: ActionMessage, then: &str) -> Response {
        *self.message.lock().unwrap_or_else(PoisonError::into_inner) = Some(message);
        Redirect::to(then).into_response()
    }
}
