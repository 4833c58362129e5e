//! [`Activity`]: the phase of a connection, and since when it lasts.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::limits::ConnectionLimits;

/// The phase of a connection, and since when it lasts.
#[derive(Debug)]
pub(super) struct Activity {
    state: Mutex<ActivityState>,
    /// Notified when the connection begins to wait for its client.
    changed: Arc<Notify>,
}

#[derive(Debug)]
struct ActivityState {
    phase: Phase,
    since: Instant,
    /// Since when the client has read nothing of its answer.
    blocked: Option<Instant>,
}

/// The phases of a connection, in order. The last three repeat with each request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The client has sent nothing yet.
    New,
    /// Between two requests.
    Idle,
    /// Part of a head has arrived.
    Head,
    /// The head has arrived, and the rest of the body may come.
    Body,
    /// The request is being handled. Only in this phase the client waits for the server.
    Working,
    /// The answer is being sent.
    Answer,
}

impl Activity {
    pub(super) fn new(changed: Arc<Notify>) -> Self {
        Self { state: Mutex::new(ActivityState { phase: Phase::New, since: Instant::now(), blocked: None }), changed }
    }

    /// Bytes came in.
    pub(super) fn read(&self) {
        let mut state = self.state();
        match state.phase {
            // On a new connection the time for a head counts from its start.
            Phase::New => state.phase = Phase::Head,
            Phase::Idle => state.enter(Phase::Head),
            Phase::Head | Phase::Body | Phase::Working | Phase::Answer => {}
        }
    }

    /// Bytes went out.
    pub(super) fn wrote(&self) {
        let mut state = self.state();
        state.blocked = None;
        if matches!(state.phase, Phase::Idle | Phase::Answer) {
            state.since = Instant::now();
        }
    }

    /// The client reads nothing.
    pub(super) fn write_blocked(&self) {
        self.state().blocked.get_or_insert_with(Instant::now);
    }

    /// A head is complete.
    pub(super) fn request(&self, has_body: bool) {
        self.state().enter(if has_body { Phase::Body } else { Phase::Working });
    }

    /// The body of the request is complete, or no longer wanted.
    pub(super) fn body_ended(&self) {
        let mut state = self.state();
        if state.phase == Phase::Body {
            state.enter(Phase::Working);
        }
    }

    /// The answer is ready.
    pub(super) fn answer(&self, has_body: bool) {
        self.state().enter(if has_body { Phase::Answer } else { Phase::Idle });
        self.changed.notify_one();
    }

    /// The whole answer was handed to the connection.
    pub(super) fn answer_ended(&self) {
        let mut state = self.state();
        if state.phase == Phase::Answer {
            state.enter(Phase::Idle);
        }
    }

    pub(super) fn is_new(&self) -> bool {
        self.state().phase == Phase::New
    }

    /// Since when the connection waits for its client, if it does.
    pub(super) fn waits_since(&self) -> Option<Instant> {
        let state = self.state();
        (state.phase != Phase::Working).then_some(state.since)
    }

    /// When to close the connection, unless its phase changes.
    pub(super) fn deadline(&self, limits: &ConnectionLimits) -> Option<Instant> {
        let state = self.state();
        if let Some(blocked) = state.blocked {
            return Some(blocked + limits.idle_timeout);
        }
        match state.phase {
            Phase::New | Phase::Head => Some(state.since + limits.header_timeout),
            Phase::Idle => Some(state.since + limits.idle_timeout),
            Phase::Body | Phase::Working | Phase::Answer => None,
        }
    }

    fn state(&self) -> MutexGuard<'_, ActivityState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ActivityState {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.since = Instant::now();
    }
}
