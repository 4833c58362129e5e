//! The calls of the inbox that arguments lead to.

use crate::content::deliveries;
use crate::recording_inbox::RecordingInbox;
use crate::session::run;

#[tokio::test]
async fn arguments_become_calls_of_the_inbox() {
    for (line, expected) in [
        ("list", "list limit=51"),
        ("list --limit 0", "list "),
        ("list --limit 4294967295", "list limit=4294967295"),
        ("list --state dead --state done", "list states=dead,done limit=51"),
        ("list --state dead,done", "list states=dead,done limit=51"),
        ("list --since 2h", "list since=2026-01-05T08:00:00Z limit=51"),
        (
            "list --since 2026-01-04 --until 2026-01-05T01:00:00+01:00",
            "list since=2026-01-04T00:00:00Z until=2026-01-05T00:00:00Z limit=51",
        ),
        ("list --name change --json", "list name=\"change\" limit=51"),
        ("--json list", "list limit=51"),
        ("show 17", "show 17"),
        ("show 17.3", "show 17"),
        ("retry 17 18.1", "Retry jobs=17.0,18.1 states=waiting,dead"),
        ("retry --all", "Retry states=waiting,dead"),
        ("retry --state dead,done --limit 3", "Retry states=dead limit=3"),
        ("retry 17 --since 1d", "Retry jobs=17.0 states=waiting,dead since=2026-01-04T10:00:00Z"),
        ("retry --dry-run 17", "list jobs=17.0 states=waiting,dead"),
        ("retry --state done", ""),
        ("retry", ""),
        ("retry --limit 0", ""),
        ("retry --dry-run", ""),
        ("replay --since 3d", "Replay states=joined,done,discarded,dead since=2026-01-02T10:00:00Z"),
        ("replay --since 3d --dry-run", "list states=joined,done,discarded,dead since=2026-01-02T10:00:00Z"),
        ("replay --state dead --limit 0", "Replay states=dead"),
        ("replay", ""),
        ("bury --all", "Bury states=waiting"),
        ("bury --name x", "Bury states=waiting name=\"x\""),
        ("bury", ""),
        ("prune", "prune done 72 h, dead None h"),
        ("prune --done 2d --dead 30d", "prune done 48 h, dead Some(720) h"),
        ("prune --dry-run --done 2d", "list until=2026-01-03T10:00:00Z"),
        ("stats", "statistics"),
    ] {
        let inbox = RecordingInbox::new(deliveries());
        let args: Vec<_> = line.split(' ').collect();
        let output = run(&args, &inbox, None, None).await;
        assert_eq!(inbox.calls().join("; "), expected, "{line}: {output:?}");
    }
}
