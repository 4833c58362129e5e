//! [`Console`]: the state that all pages share.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use http::HeaderMap;
use http::header::{COOKIE, SET_COOKIE};
use tokio::sync::watch;

use crate::personal_data::PersonalData;
use crate::scheduler::SharedWorld;

/// The world, and the state of the console itself.
#[derive(Clone)]
pub(super) struct Console {
    pub(super) shared: Arc<SharedWorld>,
    /// A secret in each form of this process. A page of another origin cannot read it, so it cannot post.
    pub(super) token: Arc<str>,
    /// What browsers show that have not chosen.
    pub(super) personal: PersonalData,
    /// How a shell runs the command line, in the commands of the pages.
    pub(super) program: Arc<str>,
    /// Open until the server stops.
    pub(super) open: watch::Receiver<()>,
    /// The messages of the last actions by their random ids, until a page has shown them. The browser of an
    /// action has the id in a cookie, so no other browser shows its message.
    messages: Arc<Mutex<VecDeque<(String, ActionMessage)>>>,
}

const MESSAGE_COOKIE: &str = "sandbox_message";
/// A browser that never loads the page behind a redirect leaves its message.
const MOST_MESSAGES: usize = 16;

#[derive(Clone, Debug)]
pub(super) enum ActionMessage {
    Done(String),
    Refused(String),
}

impl Console {
    pub(super) fn new(
        shared: Arc<SharedWorld>,
        open: watch::Receiver<()>,
        personal: PersonalData,
        program: Arc<str>,
    ) -> Self {
        // Without a random token the guard rejects every form.
        Self { shared, token: random().unwrap_or_default().into(), personal, program, open, messages: Arc::default() }
    }

    /// Redirects to a page that shows what was done.
    pub(super) fn done(&self, then: &str, message: impl Into<String>) -> Response {
        self.redirect(ActionMessage::Done(message.into()), then)
    }

    /// Redirects to a page that shows why nothing was done.
    pub(super) fn refused(&self, then: &str, message: impl Into<String>) -> Response {
        self.redirect(ActionMessage::Refused(message.into()), then)
    }

    /// The message of the last action of this browser, once.
    pub(super) fn take_message(&self, headers: &HeaderMap) -> Option<ActionMessage> {
        let id = cookie(headers, MESSAGE_COOKIE)?;
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        let place = messages.iter().position(|(known, _)| known == id)?;
        messages.remove(place).map(|(_, message)| message)
    }

    fn redirect(&self, message: ActionMessage, then: &str) -> Response {
        let redirect = Redirect::to(then);
        let Some(id) = random() else { return redirect.into_response() };
        let cookie = format!("{MESSAGE_COOKIE}={id}; Path=/; Max-Age=60; HttpOnly; SameSite=Strict");
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.push_back((id, message));
        while messages.len() > MOST_MESSAGES {
            messages.pop_front();
        }
        (AppendHeaders([(SET_COOKIE, cookie)]), redirect).into_response()
    }
}

/// The value of a cookie of the console.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(';'));
    let mut named = cookies.filter_map(|it| it.trim().split_once('=')).filter(|(it, _)| *it == name);
    named.next().map(|(_, value)| value)
}

fn random() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(format!("{:032x}", u128::from_ne_bytes(bytes)))
}
