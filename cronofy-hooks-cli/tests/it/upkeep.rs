//! `inbox prune --dry-run` counts what `prune` deletes; `inbox stats --watch` counts again.

use std::time::Duration;

use clap::Parser;
use cronofy_hooks::inbox::{Inbox, JobFilter, Join, LeaseRequest, LeaseUpdate, NewDelivery, NewJob};
use cronofy_hooks::testing::{MemoryInbox, TestClock};
use cronofy_hooks_cli::inbox::InboxCommand;
use cronofy_hooks_cli::{Io, clap};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::content::{NOW, at};
use crate::recording_inbox::RecordingInbox;
use crate::support::CommandOutput;

#[derive(Debug, Parser)]
struct InboxApp {
    #[command(flatten)]
    inbox: InboxCommand,
}

async fn run(inbox: &dyn Inbox, line: &str, colours: bool) -> CommandOutput {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let app = InboxApp::parse_from(std::iter::once("app").chain(line.split(' ')));
    let exit = {
        let io = Io::new(&mut out, &mut err).now(at(NOW));
        app.inbox.run(inbox, None, &mut if colours { io.coloured() } else { io }).await
    };
    CommandOutput::new(exit.code().into(), out, err)
}

/// Stores jobs of a name, one for each state that they are to have.
async fn store(inbox: &dyn Inbox, received_at: Timestamp, names: &[&str]) {
    let job = |name: &&str| NewJob {
        name: (*name).to_owned(),
        key: None,
        join: (*name == "joined").then(|| Join { topic: "topic".to_owned(), since: received_at }),
        delay: Duration::ZERO,
    };
    let jobs = names.iter().map(job).collect();
    let delivery = NewDelivery { repeat: None, head: String::new(), body: "{}".into(), received_at, jobs };
    inbox.accept(delivery).await.expect("it is stored");
}

#[tokio::test]
async fn a_dry_run_counts_what_prune_deletes() {
    for arguments in ["", " --done 30h", " --dead 30h", " --dead 1000h", " --done 90h --dead 40h"] {
        let clock = TestClock::at(at(NOW));
        let inbox = MemoryInbox::with_clock(clock.reader());
        let cases: [&[&str]; 6] =
            [&["done"], &["dead"], &["waiting"], &["done", "dead"], &["joined"], &["done", "waiting"]];
        for hours in [100, 50, 20] {
            for names in cases {
                store(&inbox, at(NOW) - SignedDuration::from_hours(hours), names).await;
            }
        }
        // The oldest joined jobs run with one that is younger.
        let request = LeaseRequest { max: 100, lease_duration: Duration::from_secs(30), wait: false };
        let jobs = inbox.list(JobFilter::all()).await.expect("it lists");
        for leased in inbox.lease(request).await.expect("it leases") {
            let job = jobs.iter().find(|job| job.job == leased.job).expect("it is listed");
            let update = match job.name.as_str() {
                "done" => LeaseUpdate::Done,
                "dead" => LeaseUpdate::Dead { error: "lost".to_owned() },
                _ => continue,
            };
            assert!(inbox.update_lease(leased.job, leased.fence, update).await.expect("it is updated"));
        }
        let counted = run(&inbox, &format!("prune --json --dry-run{arguments}"), false).await;
        let counted: Value = serde_json::from_str(&counted.out).expect("it is JSON");
        let deleted = run(&inbox, &format!("prune --json{arguments}"), false).await;
        let deleted: Value = serde_json::from_str(&deleted.out).expect("it is JSON");
        assert_eq!(counted["would_forget"], deleted["forgotten"], "{arguments}");
        assert!(deleted["forgotten"].as_u64().is_some_and(|it| it > 0), "{arguments}: {deleted}");
    }
}

/// Fails at the third count, which ends the command.
#[tokio::test(start_paused = true)]
async fn stats_are_counted_again() {
    let expected = "waiting  0\nrunning  0\ndead     0\noldest   none\n";
    let begun = tokio::time::Instant::now();
    for (line, colours, again) in [
        ("stats --watch", false, format!("{expected}\n{expected}")),
        ("stats --watch=1h", true, format!("{expected}\x1b[4A\x1b[J{expected}")),
    ] {
        let inbox = RecordingInbox::failing_after(2);
        let ran = run(&inbox, line, colours).await;
        assert_eq!((ran.code, &ran.out), (1, &again), "{ran:?}");
    }
    assert_eq!(begun.elapsed().as_secs(), 2 * 2 + 2 * 3600);
    let ran = run(&RecordingInbox::failing_after(3), "stats --watch=5s --json", false).await;
    let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.iter().map(|line| &line["waiting"]).collect::<Vec<_>>(), [&json!(0); 3], "{ran:?}");
}
