//! [`Trace`]: the span and the log lines of a delivery. They hold names, ids and outcomes; never the body,
//! never a secret.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
use tokio::time::Instant;
use tracing::Span;
use tracing::field::{Empty, display};
use tracing::level_filters::LevelFilter;

use super::completion::Completion;
use crate::delivery::Delivery;
use crate::handler::Descriptor;
use crate::outcome::Outcome;
use crate::parse::Occurrence;
use crate::parse::PayloadSlot;
use crate::parse::Subjects;
use crate::text::Chain;
use crate::text::short;

/// How one occurrence ended, and under which handler.
pub(super) struct Report<'t> {
    pub(super) handler: Option<&'t Descriptor>,
    pub(super) completion: Completion,
}

/// The span of one delivery, and the log lines in it.
pub(crate) struct Trace {
    /// `None` without a subscriber: then no text is built and no clock is read.
    recording: Option<Box<Recording>>,
}

struct Recording {
    arrived: Instant,
    span: Span,
    routes: List,
    handlers: List,
    outcomes: List,
}

impl Trace {
    pub(crate) fn new(arrived: Instant) -> Self {
        // Not the path: an application may keep a token in its callback URL.
        let span = tracing::info_span!(
            "delivery",
            notification_id = Empty,
            attempt = Empty,
            channel_id = Empty,
            event_id = Empty,
            route = Empty,
            handler = Empty,
            outcome = Empty,
            status = Empty,
            body_ms = Empty,
            duration_ms = Empty,
        );
        // A subscriber that filters out the span may still take the log lines.
        let has_subscriber = !span.is_disabled() || LevelFilter::current() != LevelFilter::OFF;
        let recording = |span| Recording {
            arrived,
            span,
            routes: List::default(),
            handlers: List::default(),
            outcomes: List::default(),
        };
        Self { recording: has_subscriber.then(|| Box::new(recording(span))) }
    }

    pub(crate) fn span(&self) -> Option<Span> {
        self.recording.as_ref().map(|recording| recording.span.clone())
    }

    /// Records how long a body took that did not arrive together with its head.
    pub(crate) fn body_complete(&self, at: Instant) {
        if let Some(Recording { span, arrived, .. }) = self.recording.as_deref() {
            span.record("body_ms", millis(at - *arrived));
        }
    }

    pub(crate) fn verified(&self, delivery: &Delivery) {
        let Some(Recording { span, .. }) = self.recording.as_deref() else { return };
        if let Some(id) = delivery.notification_id() {
            span.record("notification_id", id);
        }
        if let Some(attempt) = delivery.attempt() {
            span.record("attempt", attempt);
        }
    }

    pub(crate) fn ids_of(&self, payload: &PayloadSlot) {
        let (Some(Recording { span, .. }), PayloadSlot::Read(documented)) = (self.recording.as_deref(), payload) else {
            return;
        };
        if let Some(channel) = documented.channel() {
            span.record("channel_id", short(&channel.channel_id));
        }
        if let Some(id) = documented.event().and_then(|event| event.event_id.as_deref()) {
            span.record("event_id", short(id));
        }
    }

    /// The same for a delivery with several occurrences, whose payloads are not read yet. Such a
    /// delivery is about an event.
    pub(crate) fn ids_in(&self, body: &[u8]) {
        let Some(Recording { span, .. }) = self.recording.as_deref() else { return };
        if let Some(id) = Subjects::of(body).event {
            span.record("event_id", short(&id));
        }
    }

    /// When a handler begins, for [`Trace::handled`].
    pub(crate) fn now(&self) -> Option<Instant> {
        self.recording.as_ref().map(|_| Instant::now())
    }

    pub(super) fn handled(&mut self, occurrence: &Occurrence, report: &Report<'_>, begun: Option<Instant>) {
        let (Some(recording), Some(begun)) = (self.recording.as_deref_mut(), begun) else { return };
        let handler = report.handler.map_or("none", |handler| handler.meta.name);
        let outcome = match &report.completion {
            Completion::Outcome(Outcome::Done) => "done",
            Completion::Outcome(Outcome::Retry(_)) => "retry",
            Completion::Outcome(Outcome::Discard(_)) => "discard",
            Completion::Mismatch(_) => "mismatch",
            Completion::Panicked(_) => "panic",
            Completion::TimedOut(_) => "timeout",
        };
        recording.routes.push(occurrence);
        recording.handlers.push(&handler);
        recording.outcomes.push(&outcome);
        let took_ms = millis(begun.elapsed());
        match &report.completion {
            Completion::Outcome(Outcome::Done) => tracing::debug!(%occurrence, handler, outcome, took_ms, "handled"),
            Completion::Outcome(Outcome::Discard(reason)) => {
                tracing::info!(%occurrence, handler, outcome, took_ms, reason = %Chain(&**reason), "discarded");
            }
            Completion::Outcome(Outcome::Retry(error)) => {
                tracing::warn!(%occurrence, handler, outcome, took_ms, error = %Chain(&**error), "the handler failed");
            }
            // `UnhandledCounts` warns of the first of its kind.
            Completion::Mismatch(reason) => {
                tracing::debug!(%occurrence, handler, outcome, took_ms, reason, "acknowledged and dropped")
            }
            Completion::Panicked(panic) => {
                tracing::error!(%occurrence, handler, outcome, took_ms, panic, "the handler panicked");
            }
            Completion::TimedOut(deadline) => tracing::warn!(
                %occurrence, handler, outcome, took_ms, deadline_ms = millis(*deadline),
                "the handler was dropped because the service waits no longer; do less before the answer"
            ),
        }
    }

    /// Whether anything is recorded at all.
    pub(crate) fn is_on(&self) -> bool {
        self.recording.is_some()
    }

    /// Logs why a request was refused, and how many refusals of its kind were not logged since the last line.
    pub(crate) fn refused(&self, reason: &str, more: u64) {
        match more {
            0 => tracing::warn!(reason, "refused"),
            _ => tracing::warn!(reason, more, "refused, and `more` like it since the last such line"),
        }
    }

    /// Completes the span. It is the last call of a delivery.
    pub(crate) fn answered(&self, status: StatusCode) {
        let Some(Recording { arrived, span, routes, handlers, outcomes }) = self.recording.as_deref() else { return };
        for (field, list) in [("route", routes), ("handler", handlers), ("outcome", outcomes)] {
            if !list.0.is_empty() {
                span.record(field, display(&list.0));
            }
        }
        span.record("status", status.as_u16());
        span.record("duration_ms", millis(arrived.elapsed()));
    }
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// The most bytes of a field that lists the occurrences of a delivery.
const LONGEST: usize = 1024;

/// A list in one field of the span. It ends with `…` when it gets too long for a log.
#[derive(Default)]
struct List(String);

impl List {
    fn push(&mut self, word: &dyn fmt::Display) {
        use fmt::Write as _;
        if self.0.len() >= LONGEST {
            if !self.0.ends_with('…') {
                self.0.push_str("; …");
            }
            return;
        }
        if !self.0.is_empty() {
            self.0.push_str("; ");
        }
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{word}");
    }
}
