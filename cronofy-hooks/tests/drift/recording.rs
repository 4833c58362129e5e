//! What a recorder notes, and when it writes.

use cronofy_hooks::BoxError;
use cronofy_hooks::drift::{DriftRecorder, DriftStore, NoveltyLedger};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::support::{Process, lines, start};

#[tokio::test]
async fn names_are_noted_with_the_time_of_the_clock() {
    let process = Process::new(DriftRecorder::in_memory());
    for (second, body) in [
        (10, start(r#"{"status":"postponed"}"#)),
        (30, start(r#"{"status":"postponed","colour":"red"}"#)),
        (20, start(r#"{"summary":"nothing new"}"#)),
        (40, r#"{"notification":{"type":"poll_closed"}}"#.to_owned()),
    ] {
        assert_eq!(process.send(second, &body).await, 204);
    }
    assert_eq!(process.send(50, "[1]").await, 204, "it is signed JSON");
    assert_eq!(process.send(50, "{").await, 400);
    let ledger = process.drift.load().await.expect("memory does not fail");
    assert_eq!(
        lines(&ledger),
        [
            "notification/poll_closed, 1 from 40 to 40",
            "shared/event: colour, 1 from 30 to 30",
            "shared/event: status = postponed, 2 from 10 to 30",
        ]
    );
    assert_eq!(process.drift.dropped(), 0);
}

#[tokio::test]
async fn what_is_not_verified_is_not_looked_at() {
    let process = Process::new(DriftRecorder::in_memory());
    let other = cronofy_hooks::Secrets::new(["CRN_other"]).expect("a secret");
    let request = cronofy_hooks::testing::TestRequest::body(start(r#"{"colour":"red"}"#)).signed_with(&other);
    assert_eq!(request.send_to(process.router()).await.status, 401);
    assert!(process.drift.load().await.expect("memory does not fail").is_empty());
}

/// Reports each write, and fails on demand.
struct ReportingStore {
    writes: UnboundedSender<Vec<String>>,
    failures: std::sync::Mutex<u32>,
}

impl DriftStore for ReportingStore {
    async fn record(&self, seen: &NoveltyLedger) -> Result<(), BoxError> {
        let left = {
            let mut failures = self.failures.lock().expect("no panic");
            let left = *failures;
            *failures = left.saturating_sub(1);
            left
        };
        self.writes.send(lines(seen)).expect("the test listens");
        if left > 0 { Err("the disk is full".into()) } else { Ok(()) }
    }

    async fn load(&self) -> Result<NoveltyLedger, BoxError> {
        Ok(NoveltyLedger::default())
    }
}

fn reporting(failures: u32) -> (Process, UnboundedReceiver<Vec<String>>) {
    let (writes, written) = unbounded_channel();
    let store = ReportingStore { writes, failures: failures.into() };
    (Process::new(DriftRecorder::new(store)), written)
}

#[tokio::test]
async fn names_are_written_at_once_and_counts_once_a_minute() {
    let (process, mut written) = reporting(0);
    let body = start(r#"{"colour":"red"}"#);
    process.send(0, &body).await;
    assert_eq!(written.recv().await.expect("a write"), ["shared/event: colour, 1 from 0 to 0"]);
    process.send(10, &body).await;
    process.send(59, &body).await;
    process.send(60, &body).await;
    assert_eq!(written.recv().await.expect("a write"), ["shared/event: colour, 3 from 10 to 60"]);
    process.send(61, &body).await;
    process.send(62, &start(r#"{"flavour":"sweet"}"#)).await;
    let both = ["shared/event: colour, 1 from 61 to 61", "shared/event: flavour, 1 from 62 to 62"];
    assert_eq!(written.recv().await.expect("a write"), both);
    process.send(63, &body).await;
    process.drift.flush().await.expect("it is written");
    assert_eq!(written.recv().await.expect("a write"), ["shared/event: colour, 1 from 63 to 63"]);
}

/// Names beyond the number that is kept for one place are no reason to write.
#[tokio::test]
async fn fresh_names_beyond_the_bound_are_written_once_a_minute() {
    let (process, mut written) = reporting(0);
    let names = |range: std::ops::Range<usize>| {
        let fields: Vec<_> = range.map(|number| format!(r#""colour{number}":1"#)).collect();
        start(&format!("{{{}}}", fields.join(",")))
    };
    let most = NoveltyLedger::MOST_NAMES;
    process.send(0, &names(0..most + 1)).await;
    assert_eq!(written.recv().await.expect("a write").len(), most + 1);
    for first in (1000..4000).step_by(6) {
        process.send(1, &names(first..first + 6)).await;
        // The recorder compares in a task of its own.
        tokio::task::yield_now().await;
    }
    process.send(60, &names(4000..4001)).await;
    let minute = written.recv().await.expect("a write");
    assert_eq!(minute.len(), most + 1);
    assert!(minute[0].starts_with("shared/event: (not kept)") && minute[0].ends_with("from 1 to 60"), "{}", minute[0]);
    process.drift.flush().await.expect("there is nothing to write");
    assert!(written.try_recv().is_err());
}

#[tokio::test]
async fn nothing_is_lost_while_the_store_fails() {
    let (process, mut written) = reporting(2);
    let body = start(r#"{"colour":"red"}"#);
    process.send(0, &body).await;
    assert_eq!(written.recv().await.expect("a try"), ["shared/event: colour, 1 from 0 to 0"]);
    process.send(1, &body).await;
    assert_eq!(written.recv().await.expect("a try"), ["shared/event: colour, 2 from 0 to 1"]);
    process.send(2, &body).await;
    assert_eq!(written.recv().await.expect("a write"), ["shared/event: colour, 3 from 0 to 2"]);
    process.drift.flush().await.expect("there is nothing to write");
    assert!(written.try_recv().is_err());
}
