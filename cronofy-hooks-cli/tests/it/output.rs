//! Output that cannot be written.

use std::future::ready;
use std::io::{self, Write};
use std::time::Duration;

use clap::Parser;
use cronofy_hooks::inbox::{
    Accepted, Change, Demand, Entry, Fence, Inbox, InboxError, InboxErrorKind, Leased, NewDelivery, NewUnit, Progress,
    Reply, Retention, Selection, Settlement, Statistics, Stored, UnitId,
};
use cronofy_hooks::testing::inbox::MemoryInbox;
use cronofy_hooks_cli::inbox::InboxCommand;
use cronofy_hooks_cli::{Exit, Io, clap};

use crate::content::{NOW, at, deliveries};
use crate::fixed::Fixed;

#[derive(Debug, Parser)]
struct App {
    #[command(flatten)]
    inbox: InboxCommand,
}

/// Refuses everything.
struct Refusing(io::ErrorKind);

impl Write for Refusing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

#[tokio::test]
async fn a_reader_that_has_gone_is_no_error() {
    let refused = "error: the output cannot be written: no storage space; write it elsewhere\n";
    for (kind, exit, expected) in
        [(io::ErrorKind::BrokenPipe, Exit::Done, ""), (io::ErrorKind::StorageFull, Exit::Failed, refused)]
    {
        for line in ["app list", "app list --json", "app show 15", "app show 15 --json", "app stats", "app retry --all"]
        {
            let inbox = Fixed::new(deliveries());
            let mut err = Vec::new();
            let app = App::parse_from(line.split(' '));
            let ended = app.inbox.run(&inbox, None, &mut Io::new(Refusing(kind), &mut err)).await;
            assert_eq!((ended, &*String::from_utf8_lossy(&err)), (exit, expected), "{line}");
        }
    }
}

/// What `retry --all` prints of an inbox with so many dead units, on a terminal or not.
async fn retry_of(dead: usize, live: bool) -> (Exit, String, String) {
    let inbox = MemoryInbox::new();
    for _ in 0..dead {
        let unit = NewUnit { name: "a".to_owned(), key: None, join: None, delay: Duration::ZERO };
        let delivery = NewDelivery {
            repeat: None,
            head: String::new(),
            body: "{}".into(),
            received_at: at(NOW),
            units: vec![unit],
        };
        inbox.accept(delivery).await.expect("it is stored");
    }
    let demand = Demand { max: dead, hold: Duration::from_secs(30), wait: false };
    for leased in inbox.lease(demand).await.expect("they are leased") {
        let died = inbox.settle(leased.unit, leased.fence, Settlement::Dead { error: "lost".to_owned() }).await;
        assert!(died.expect("it is settled"));
    }
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let app = App::parse_from(["app", "retry", "--all"]);
    let io = Io::new(&mut out, &mut err);
    let ended = app.inbox.run(&inbox, None, &mut if live { io.live() } else { io }).await;
    let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
    (ended, text(out), text(err))
}

#[tokio::test]
async fn what_takes_long_shows_on_a_terminal_how_far_it_is() {
    let (ended, out, err) = retry_of(2_500, true).await;
    assert_eq!((ended, &*out), (Exit::Done, "2500 units retried\n"));
    assert_eq!(err, "\r1000 units retried so far\x1b[K\r2000 units retried so far\x1b[K\r\x1b[K");
    for (dead, live) in [(2_500, false), (1_000, true)] {
        let (ended, out, err) = retry_of(dead, live).await;
        assert_eq!((ended, out, &*err), (Exit::Done, format!("{dead} units retried\n"), ""));
    }
}

/// Changes some, and then fails.
#[derive(Debug)]
struct Failing(MemoryInbox);

impl Inbox for Failing {
    fn change(&self, _: Change, _: Selection) -> Reply<'_, u64> {
        unreachable!("progress is wanted")
    }

    fn change_with_progress(&self, _: Change, _: Selection, mut progress: Progress) -> Reply<'_, u64> {
        progress(1_000);
        Box::pin(ready(Err(InboxError::new(InboxErrorKind::Full, "the disk is full; make room"))))
    }

    fn accept(&self, delivery: NewDelivery) -> Reply<'_, Accepted> {
        self.0.accept(delivery)
    }

    fn lease(&self, demand: Demand) -> Reply<'_, Vec<Leased>> {
        self.0.lease(demand)
    }

    fn settle(&self, unit: UnitId, fence: Fence, settlement: Settlement) -> Reply<'_, bool> {
        self.0.settle(unit, fence, settlement)
    }

    fn list(&self, selection: Selection) -> Reply<'_, Vec<Entry>> {
        self.0.list(selection)
    }

    fn show(&self, delivery: i64) -> Reply<'_, Option<Stored>> {
        self.0.show(delivery)
    }

    fn prune(&self, retention: Retention) -> Reply<'_, u64> {
        self.0.prune(retention)
    }

    fn statistics(&self) -> Reply<'_, Statistics> {
        self.0.statistics()
    }

    fn close(&self) -> Reply<'_, ()> {
        self.0.close()
    }
}

#[tokio::test]
async fn a_change_that_fails_says_how_far_it_came() {
    let inbox = Failing(MemoryInbox::new());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let app = App::parse_from(["app", "retry", "--all"]);
    let ended = app.inbox.run(&inbox, None, &mut Io::new(&mut out, &mut err)).await;
    let expected =
        "1000 units retried before it failed; repeat it for the others\nerror: the disk is full; make room\n";
    assert_eq!((ended, &*String::from_utf8_lossy(&err)), (Exit::Failed, expected));
}
