//! The binary with the inbox of a running application.

use std::time::Duration;

use cronofy_hooks::inbox::{Accepted, Inbox, LeaseRequest, LeaseUpdate, NewDelivery, NewJob};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::program::{program, run};
use crate::support::CommandOutput;

const HEAD: &str = r#"{"format":1,"target":"/cronofy","params":[],"headers":[["content-type","application/json"]]}"#;

/// Stores a delivery of one job.
pub(crate) async fn accept(inbox: &dyn Inbox, name: &str, body: &'static str, received_at: Timestamp) {
    let job = NewJob { name: name.to_owned(), key: None, join: None, delay: Duration::ZERO };
    let delivery = NewDelivery { repeat: None, head: HEAD.to_owned(), body: body.into(), received_at, jobs: vec![job] };
    assert_eq!(inbox.accept(delivery).await.expect("it is stored"), Accepted::New);
}

/// Runs every command of the binary on an empty inbox that this process uses as well.
pub(crate) async fn drive(inbox: &dyn Inbox, url: &str) {
    let run = |line: &str| run(program("inbox --url").arg(url).args(line.split_whitespace()));
    let changed = |count: u64| CommandOutput { code: 0, out: format!("{{\"changed\":{count}}}\n"), err: String::new() };
    assert_eq!(run("list --json").code, 3);

    for name in ["done", "dead", "running", "waiting"] {
        accept(inbox, name, r#"{"a":[1.50]}"#, Timestamp::now()).await;
    }
    let request = LeaseRequest { max: 3, lease_duration: Duration::from_hours(1), wait: true };
    let leased = inbox.lease(request).await.expect("it leases");
    let [done, dead, running] = &*leased else { panic!("not three: {leased:?}") };
    let error = "it failed: for a reason".to_owned();
    assert!(inbox.update_lease(done.job, done.fence, LeaseUpdate::Done).await.expect("it is updated"));
    assert!(inbox.update_lease(dead.job, dead.fence, LeaseUpdate::Dead { error }).await.expect("it is updated"));

    // Commands that read.
    let states = || states(&run("list --json"));
    assert_eq!(states(), ["waiting waiting", "running running", "dead dead", "done done"]);
    let stats: Value = serde_json::from_str(&run("stats --json").out).expect("it is JSON");
    assert_eq!((&stats["waiting"], &stats["running"], &stats["dead"]), (&json!(1), &json!(1), &json!(1)));
    let shown = |personal: &str| -> Value {
        let ended = run(&format!("show {} --json{personal}", dead.job));
        serde_json::from_str(&ended.out).expect("it is JSON")
    };
    assert_eq!(shown("")["body"], json!({"a": "(personal)"}));
    let shown = shown(" --personal");
    assert_eq!((&shown["body"], &shown["jobs"][0]["error"]), (&json!({"a": [1.5]}), &json!("it failed: for a reason")));
    assert_eq!(run("show 4096").code, 3);
    let list = run("list --state dead --since 1h").out;
    assert!(list.starts_with("JOB") && list.contains("  it failed: for a reason\n"), "{list}");
    assert_eq!(run("list --until 1h").code, 3);

    // Dry runs, and a command that does not apply.
    let before = states();
    assert!(run("retry --all --dry-run").out.ends_with("2 jobs would be retried\n"));
    assert!(run("replay --all --dry-run").out.ends_with("2 jobs would be replayed\n"));
    assert_eq!(run(&format!("bury {}", done.job)).code, 3);
    assert_eq!(states(), before);

    // Commands that change.
    assert_eq!(run(&format!("retry {} {} --json", dead.job, dead.job)), changed(1));
    assert_eq!(run("replay --since 1h --json"), changed(1));
    assert_eq!(states(), ["waiting waiting", "running running", "waiting dead", "waiting done"]);
    assert_eq!(run("bury --name waiting --json"), changed(1));
    assert_eq!(states(), ["dead waiting", "running running", "waiting dead", "waiting done"]);
    assert_eq!(run("prune --dry-run --json").out, "{\"would_forget\":0}\n");
    assert_eq!(run("prune --json").out, "{\"forgotten\":0}\n");

    // The application keeps its lease.
    assert!(inbox.update_lease(running.job, running.fence, LeaseUpdate::Done).await.expect("it is updated"));
    let again = inbox.lease(request).await.expect("it leases");
    let mut jobs: Vec<_> = again.iter().map(|leased| (leased.job, leased.attempt)).collect();
    jobs.sort_unstable();
    assert_eq!(jobs, [(done.job, 1), (dead.job, 1)]);
}

/// State and name of each job.
fn states(list: &CommandOutput) -> Vec<String> {
    assert_eq!((list.code, &*list.err), (0, ""));
    let job = |line: &str| {
        let job: Value = serde_json::from_str(line).expect("it is JSON");
        format!("{} {}", job["state"].as_str().unwrap_or_default(), job["name"].as_str().unwrap_or_default())
    };
    list.out.lines().map(job).collect()
}
