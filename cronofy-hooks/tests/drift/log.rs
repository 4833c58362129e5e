//! The log of a recorder whose store fails.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use cronofy_hooks::BoxError;
use cronofy_hooks::drift::{DriftRecorder, DriftStore, NoveltyLedger};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber, subscriber};

use crate::support::{Process, start};

/// Every field of every span and event, as text.
#[derive(Clone, Default)]
struct LogText(Arc<Mutex<String>>);

impl Visit for LogText {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0.lock().expect("no panic"), "{field}={value:?}").expect("it is text");
    }
}

impl Subscriber for LogText {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Fails always.
struct FullStore;

impl DriftStore for FullStore {
    async fn record(&self, _: &NoveltyLedger) -> Result<(), BoxError> {
        Err("the disk is full".into())
    }

    async fn load(&self) -> Result<NoveltyLedger, BoxError> {
        Ok(NoveltyLedger::default())
    }
}

#[test]
fn a_comparison_that_does_not_run_is_logged() {
    let log = LogText::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let process = Process::new(DriftRecorder::new(FullStore));
    let ended = runtime.handle().clone();
    runtime.block_on(async { assert_eq!(process.send(0, &start(r#"{"colour":"planted"}"#)).await, 204) });
    // Its task has not run.
    drop(runtime);
    subscriber::with_default(log.clone(), || {
        ended.block_on(process.drift.flush()).expect_err("nothing runs any more");
    });
    let text = log.0.lock().expect("no panic").clone();
    assert!(text.contains("deliveries were not compared with the schemas") && !text.contains("planted"), "{text}");
}

#[test]
fn a_store_that_fails_is_logged_once_and_without_a_value() {
    let log = LogText::default();
    // One thread, so that the recorder's task logs here as well.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    subscriber::with_default(log.clone(), || {
        runtime.block_on(async {
            let process = Process::new(DriftRecorder::new(FullStore));
            for second in 0..3 {
                let planted = r#"{"status":"planted@example.com","colour":"planted","planted@example.com":1,"note":{"planted":1}}"#;
                assert_eq!(process.send(second, &start(planted)).await, 204);
                process.drift.flush().await.expect_err("the disk is full");
            }
        });
    });
    let text = log.0.lock().expect("no panic").clone();
    assert_eq!(text.matches("the disk is full").count(), 1, "{text}");
    assert!(text.contains("status=204") && !text.contains("planted"), "{text}");
}
