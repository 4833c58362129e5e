//! The binary on the inbox of an application that runs.

use std::time::Duration;

use cronofy_hooks::inbox::{Accepted, Demand, Inbox, NewDelivery, NewUnit, Settlement};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::program::{Ended, program, run};

const HEAD: &str = r#"{"format":1,"target":"/cronofy","params":[],"headers":[["content-type","application/json"]]}"#;

/// Stores a delivery of one unit.
pub(crate) async fn accept(inbox: &dyn Inbox, name: &str, body: &'static str, received_at: Timestamp) {
    let unit = NewUnit { name: name.to_owned(), key: None, join: None, delay: Duration::ZERO };
    let delivery =
        NewDelivery { repeat: None, head: HEAD.to_owned(), body: body.into(), received_at, units: vec![unit] };
    assert_eq!(inbox.accept(delivery).await.expect("it is stored"), Accepted::New);
}

/// Does all that the binary can do to an empty inbox that this process works on.
pub(crate) async fn drive(inbox: &dyn Inbox, url: &str) {
    let run = |line: &str| run(program("inbox --url").arg(url).args(line.split_whitespace()));
    let changed = |count: u64| Ended { code: Some(0), out: format!("{{\"changed\":{count}}}\n"), err: String::new() };
    assert_eq!(run("list --json").code, Some(3));

    for name in ["done", "dead", "running", "waiting"] {
        accept(inbox, name, r#"{"a":[1.50]}"#, Timestamp::now()).await;
    }
    let demand = Demand { max: 3, hold: Duration::from_hours(1), wait: true };
    let leased = inbox.lease(demand).await.expect("it leases");
    let [done, dead, running] = &*leased else { panic!("not three: {leased:?}") };
    let error = "it failed: for a reason".to_owned();
    assert!(inbox.settle(done.unit, done.fence, Settlement::Done).await.expect("it settles"));
    assert!(inbox.settle(dead.unit, dead.fence, Settlement::Dead { error }).await.expect("it settles"));

    // Looking.
    let states = || states(&run("list --json"));
    assert_eq!(states(), ["waiting waiting", "running running", "dead dead", "done done"]);
    let stats: Value = serde_json::from_str(&run("stats --json").out).expect("it is JSON");
    assert_eq!((&stats["waiting"], &stats["running"], &stats["dead"]), (&json!(1), &json!(1), &json!(1)));
    let ended = run(&format!("show {} --json", dead.unit));
    let shown: Value = serde_json::from_str(&ended.out).expect("it is JSON");
    assert_eq!(
        (&shown["body"], &shown["units"][0]["error"]),
        (&json!({"a": [1.5]}), &json!("it failed: for a reason"))
    );
    assert_eq!(run("show 4096").code, Some(3));
    let list = run("list --state dead --since 1h").out;
    assert!(list.starts_with("UNIT") && list.contains("  it failed: for a reason\n"), "{list}");
    assert_eq!(run("list --until 1h").code, Some(3));

    // A dry run, and what does not apply.
    let before = states();
    assert!(run("retry --all --dry-run").out.ends_with("2 units would be retried\n"));
    assert!(run("replay --all --dry-run").out.ends_with("2 units would be replayed\n"));
    assert_eq!(run(&format!("bury {}", done.unit)).code, Some(3));
    assert_eq!(states(), before);

    // Changing.
    assert_eq!(run(&format!("retry {} {} --json", dead.unit, dead.unit)), changed(1));
    assert_eq!(run("replay --since 1h --json"), changed(1));
    assert_eq!(states(), ["waiting waiting", "running running", "waiting dead", "waiting done"]);
    assert_eq!(run("bury --name waiting --json"), changed(1));
    assert_eq!(states(), ["dead waiting", "running running", "waiting dead", "waiting done"]);
    assert_eq!(run("prune --json").out, "{\"forgotten\":0}\n");

    // What runs in the application still does.
    assert!(inbox.settle(running.unit, running.fence, Settlement::Done).await.expect("it settles"));
    let again = inbox.lease(demand).await.expect("it leases");
    let mut units: Vec<_> = again.iter().map(|leased| (leased.unit, leased.attempt)).collect();
    units.sort_unstable();
    assert_eq!(units, [(done.unit, 1), (dead.unit, 1)]);
}

/// State and name of each unit.
fn states(list: &Ended) -> Vec<String> {
    assert_eq!((list.code, &*list.err), (Some(0), ""));
    let unit = |line: &str| {
        let unit: Value = serde_json::from_str(line).expect("it is JSON");
        format!("{} {}", unit["state"].as_str().unwrap_or_default(), unit["name"].as_str().unwrap_or_default())
    };
    list.out.lines().map(unit).collect()
}
