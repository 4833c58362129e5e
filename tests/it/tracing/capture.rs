//! A subscriber that captures everything.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, Registry};

/// A span with all that was ever recorded in it, or an event.
#[derive(Clone, Debug)]
pub(crate) struct CapturedEntry {
    id: Option<Id>,
    pub(crate) name: &'static str,
    pub(crate) level: Level,
    /// The span that an event happened in.
    pub(crate) span: Option<String>,
    pub(crate) fields: BTreeMap<String, String>,
}

impl CapturedEntry {
    /// All fields as text; the name of an event is only a line of code.
    pub(crate) fn text(&self) -> String {
        let fields: Vec<_> = self.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{}: {}", self.level, fields.join(" "))
    }
}

/// What was captured. All clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Capture(Arc<Mutex<Vec<CapturedEntry>>>);

thread_local! {
    static CURRENT: RefCell<Option<Capture>> = const { RefCell::new(None) };
}

/// Ends the capture when it is dropped.
#[derive(Debug)]
pub(crate) struct CaptureGuard;

impl Drop for CaptureGuard {
    fn drop(&mut self) {
        CURRENT.set(None);
    }
}

/// Captures what this thread traces until the guard is dropped.
///
/// One subscriber serves all threads: those that come and go race for tracing's cache of what is
/// enabled.
pub(crate) fn capture() -> (Capture, CaptureGuard) {
    static SUBSCRIBER: Once = Once::new();
    SUBSCRIBER
        .call_once(|| tracing::subscriber::set_global_default(Registry::default().with(ForwardToCapture)).unwrap());
    let capture = Capture::default();
    CURRENT.set(Some(capture.clone()));
    (capture, CaptureGuard)
}

impl Capture {
    pub(crate) fn spans(&self) -> Vec<CapturedEntry> {
        self.0.lock().unwrap().iter().filter(|entry| entry.id.is_some()).cloned().collect()
    }

    pub(crate) fn events(&self) -> Vec<CapturedEntry> {
        self.0.lock().unwrap().iter().filter(|entry| entry.id.is_none()).cloned().collect()
    }

    /// All of it, one entry a line.
    pub(crate) fn everything(&self) -> String {
        self.0.lock().unwrap().iter().map(|entry| entry.text() + "\n").collect()
    }
}

/// Forwards to the capture of the thread; without one, nothing is enabled.
struct ForwardToCapture;

fn with_entries(use_entries: impl FnOnce(&mut Vec<CapturedEntry>)) {
    CURRENT.with_borrow(|current| {
        if let Some(Capture(entries)) = current {
            use_entries(&mut entries.lock().unwrap());
        }
    });
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for ForwardToCapture {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    fn enabled(&self, _: &Metadata<'_>, _: Context<'_, S>) -> bool {
        CURRENT.with_borrow(Option::is_some)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        let mut fields = FieldVisitor::default();
        attributes.record(&mut fields);
        let (name, level) = (attributes.metadata().name(), *attributes.metadata().level());
        with_entries(|entries| {
            entries.push(CapturedEntry { id: Some(id.clone()), name, level, span: None, fields: fields.0 });
        });
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, _: Context<'_, S>) {
        let mut fields = FieldVisitor::default();
        record.record(&mut fields);
        // Ids are used again: the last span of an id is the one that is open.
        with_entries(|entries| {
            let span = entries.iter_mut().rev().find(|entry| entry.id.as_ref() == Some(id)).unwrap();
            span.fields.extend(fields.0);
        });
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = FieldVisitor::default();
        event.record(&mut fields);
        let span = context.event_span(event).map(|span| span.name().to_owned());
        let (name, level) = (event.metadata().name(), *event.metadata().level());
        with_entries(|entries| entries.push(CapturedEntry { id: None, name, level, span, fields: fields.0 }));
    }
}

#[derive(Default)]
struct FieldVisitor(BTreeMap<String, String>);

impl Visit for FieldVisitor {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}
