//! What is told about a delivery: names, ids and outcomes; never the body, never a secret.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use http::StatusCode;
use tracing::Span;
use tracing::field::{Empty, display};

use crate::delivery::Delivery;
use crate::dispatch::Ended;
use crate::extract::PayloadSlot;
use crate::handler::{Descriptor, Outcome};
use crate::occurrence::Occurrence;

/// How one occurrence ended, and under which handler.
pub(crate) struct Report {
    pub(crate) handler: Option<Descriptor>,
    pub(crate) ended: Ended,
}

/// The span of one delivery.
pub(crate) struct Trace {
    span: Span,
    /// What has been handled so far. Stays empty where nobody listens.
    routes: List,
    handlers: List,
    outcomes: List,
}

impl Trace {
    pub(crate) fn new(path: &str) -> Self {
        let span = tracing::info_span!(
            "delivery",
            path,
            notification_id = Empty,
            attempt = Empty,
            channel_id = Empty,
            event_id = Empty,
            route = Empty,
            handler = Empty,
            outcome = Empty,
            status = Empty,
            duration_ms = Empty,
        );
        Self { span, routes: List::default(), handlers: List::default(), outcomes: List::default() }
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    pub(crate) fn verified(&self, delivery: &Delivery) {
        if self.span.is_disabled() {
            return;
        }
        if let Some(id) = delivery.notification_id() {
            self.span.record("notification_id", id);
        }
        if let Some(attempt) = delivery.attempt() {
            self.span.record("attempt", attempt);
        }
    }

    pub(crate) fn ids_of(&mut self, payload: &PayloadSlot) {
        let PayloadSlot::Read(documented) = payload else { return };
        if self.span.is_disabled() {
            return;
        }
        if let Some(channel) = documented.channel() {
            self.span.record("channel_id", &*channel.channel_id);
        }
        if let Some(id) = documented.event().and_then(|event| event.event_id.as_deref()) {
            self.span.record("event_id", id);
        }
    }

    pub(crate) fn handled(&mut self, occurrence: &Occurrence, report: &Report, took: Duration) {
        let handler = report.handler.map_or("none", |handler| handler.meta.name);
        let outcome = match &report.ended {
            Ended::Outcome(Outcome::Done) => "done",
            Ended::Outcome(Outcome::Retry(_)) => "retry",
            Ended::Outcome(Outcome::Discard(_)) => "discard",
            Ended::Panicked(_) => "panic",
            Ended::TooLate(_) => "too late",
        };
        if !self.span.is_disabled() {
            self.routes.push(occurrence);
            self.handlers.push(&handler);
            self.outcomes.push(&outcome);
        }
        let took_ms = millis(took);
        match &report.ended {
            Ended::Outcome(Outcome::Done) => tracing::debug!(%occurrence, handler, outcome, took_ms, "handled"),
            Ended::Outcome(Outcome::Discard(reason)) => {
                tracing::info!(%occurrence, handler, outcome, took_ms, reason = %Chain(&**reason), "discarded");
            }
            Ended::Outcome(Outcome::Retry(error)) => {
                tracing::warn!(%occurrence, handler, outcome, took_ms, error = %Chain(&**error), "the handler failed");
            }
            Ended::Panicked(panic) => {
                tracing::error!(%occurrence, handler, outcome, took_ms, panic, "the handler panicked");
            }
            Ended::TooLate(deadline) => tracing::warn!(
                %occurrence, handler, outcome, took_ms, deadline_ms = millis(*deadline),
                "the handler was dropped because the service does not wait longer; do less before the answer"
            ),
        }
    }

    pub(crate) fn answered(&self, status: StatusCode, took: Duration) {
        if self.span.is_disabled() {
            return;
        }
        for (field, list) in [("route", &self.routes), ("handler", &self.handlers), ("outcome", &self.outcomes)] {
            if !list.0.is_empty() {
                self.span.record(field, display(&list.0));
            }
        }
        self.span.record("status", status.as_u16());
        self.span.record("duration_ms", millis(took));
    }
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// A list of words in one field.
#[derive(Default)]
struct List(String);

impl List {
    fn push(&mut self, word: &dyn fmt::Display) {
        use fmt::Write as _;
        if !self.0.is_empty() {
            self.0.push_str("; ");
        }
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{word}");
    }
}

/// An error and what caused it.
struct Chain<'e>(&'e (dyn Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}
