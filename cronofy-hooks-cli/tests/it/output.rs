//! Output that cannot be written.

use std::future::ready;
use std::io::{self, Write};
use std::time::Duration;

use clap::Parser;
use cronofy_hooks::inbox::{
    Inbox, InboxError, InboxErrorKind, InboxFuture, JobAction, JobFilter, LeaseRequest, LeaseUpdate, NewDelivery,
    NewJob, Progress, forward_inbox,
};
use cronofy_hooks::testing::MemoryInbox;
use cronofy_hooks_cli::inbox::InboxCommand;
use cronofy_hooks_cli::{Exit, Io, clap};

use crate::content::{NOW, at, deliveries};
use crate::recording_inbox::RecordingInbox;

#[derive(Debug, Parser)]
struct InboxApp {
    #[command(flatten)]
    inbox: InboxCommand,
}

/// A writer that always fails.
struct FailingWriter(io::ErrorKind);

impl Write for FailingWriter {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

#[tokio::test]
async fn a_closed_output_is_not_an_error() {
    let refused = "the output cannot be written: no storage space; write it elsewhere";
    for (kind, exit, expected) in
        [(io::ErrorKind::BrokenPipe, Exit::Done, ""), (io::ErrorKind::StorageFull, Exit::Failed, refused)]
    {
        for line in ["app list", "app list --json", "app show 15", "app show 15 --json", "app stats", "app retry --all"]
        {
            let inbox = RecordingInbox::new(deliveries());
            let mut err = Vec::new();
            let app = InboxApp::parse_from(line.split(' '));
            let ended = app.inbox.run(&inbox, None, &mut Io::new(FailingWriter(kind), &mut err)).await;
            let expected = match (expected, line.ends_with("--json")) {
                ("", _) => String::new(),
                (error, true) => format!("{{\"error\":\"{error}\",\"exit\":1}}\n"),
                (error, false) => format!("error: {error}\n"),
            };
            assert_eq!((ended, &*String::from_utf8_lossy(&err)), (exit, &*expected), "{line}");
        }
    }
}

/// What `retry --all` prints of an inbox with so many dead jobs, on a terminal or not.
async fn retry_of(dead: usize, live: bool) -> (Exit, String, String) {
    let inbox = MemoryInbox::new();
    for _ in 0..dead {
        let job = NewJob { name: "a".to_owned(), key: None, join: None, delay: Duration::ZERO };
        let delivery =
            NewDelivery { repeat: None, head: String::new(), body: "{}".into(), received_at: at(NOW), jobs: vec![job] };
        inbox.accept(delivery).await.expect("it is stored");
    }
    let request = LeaseRequest { max: dead, lease_duration: Duration::from_secs(30), wait: false };
    for leased in inbox.lease(request).await.expect("they are leased") {
        let died = inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Dead { error: "lost".to_owned() }).await;
        assert!(died.expect("it is updated"));
    }
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let app = InboxApp::parse_from(["app", "retry", "--all"]);
    let io = Io::new(&mut out, &mut err);
    let ended = app.inbox.run(&inbox, None, &mut if live { io.live() } else { io }).await;
    let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
    (ended, text(out), text(err))
}

#[tokio::test]
async fn a_slow_change_shows_its_progress_on_a_terminal() {
    let (ended, out, err) = retry_of(2_500, true).await;
    assert_eq!((ended, &*out), (Exit::Done, "2500 jobs retried\n"));
    assert_eq!(err, "\r1000 jobs retried so far\x1b[K\r2000 jobs retried so far\x1b[K\r\x1b[K");
    for (dead, live) in [(2_500, false), (1_000, true)] {
        let (ended, out, err) = retry_of(dead, live).await;
        assert_eq!((ended, out, &*err), (Exit::Done, format!("{dead} jobs retried\n"), ""));
    }
}

/// Changes some jobs, and then fails.
#[derive(Debug)]
struct FailingInbox(MemoryInbox);

impl Inbox for FailingInbox {
    fn apply(&self, _: JobAction, _: JobFilter) -> InboxFuture<'_, u64> {
        unreachable!("progress is wanted")
    }

    fn apply_with_progress(&self, _: JobAction, _: JobFilter, mut progress: Progress) -> InboxFuture<'_, u64> {
        progress(1_000);
        Box::pin(ready(Err(InboxError::new(InboxErrorKind::Full, "the disk is full; make room"))))
    }

    forward_inbox!(this => this.0; accept, lease, update_lease, list, show, prune, statistics, close);
}

#[tokio::test]
async fn a_failing_change_says_how_many_jobs_it_changed() {
    let inbox = FailingInbox(MemoryInbox::new());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let app = InboxApp::parse_from(["app", "retry", "--all"]);
    let ended = app.inbox.run(&inbox, None, &mut Io::new(&mut out, &mut err)).await;
    let expected = "1000 jobs retried before the error; run the command again for the others\nerror: the disk is full; make room\n";
    assert_eq!((ended, &*String::from_utf8_lossy(&err)), (Exit::Failed, expected));
}
