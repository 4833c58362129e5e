//! What each store keeps.

use cronofy_hooks::drift::{DriftRecorder, DriftStore, NoveltyLedger};

use crate::support::{Process, lines, start};

/// Two processes add to one table; what they have is bounded together.
pub(crate) async fn processes_share_a_table<S: DriftStore>(store: impl AsyncFn() -> S) {
    let (one, other) =
        (Process::new(DriftRecorder::new(store().await)), Process::new(DriftRecorder::new(store().await)));
    one.send(10, &start(r#"{"colour":"red","note":null}"#)).await;
    other.send(5, &start(r#"{"colour":7,"status":"it's postponed"}"#)).await;
    one.drift.flush().await.expect("it is written");
    other.drift.flush().await.expect("it is written");
    one.send(20, &start(r#"{"colour":true}"#)).await;
    let ledger = one.drift.load().await.expect("it is there");
    assert_eq!(
        lines(&ledger),
        [
            "shared/event: colour, 3 from 5 to 20",
            "shared/event: note, 1 from 10 to 10",
            "shared/event: status = (not kept), 1 from 5 to 5",
        ]
    );
    let shapes: Vec<_> = ledger.iter().map(|(_, seen)| seen.shapes.types()).collect();
    assert_eq!(shapes, [vec!["boolean", "integer", "string"], vec!["null"], vec![]]);

    for process in [&one, &other] {
        let names = |from: char| ('a'..='z').map(|last| format!(r#""new_{from}_{last}":1"#)).collect::<Vec<_>>();
        let fields = ('a'..='b').flat_map(names).collect::<Vec<_>>().join(",");
        process.send(30, &start(&format!("{{{fields}}}"))).await;
        let fields = ('b'..='c').flat_map(names).collect::<Vec<_>>().join(",");
        process.send(31, &start(&format!("{{{fields}}}"))).await;
        process.drift.flush().await.expect("it is written");
    }
    let ledger = other.drift.load().await.expect("it is there");
    let (named, unnamed): (Vec<_>, Vec<_>) =
        ledger.iter().filter(|(one, _)| one.kind.as_str() == "field").partition(|(one, _)| one.name.is_some());
    assert_eq!((named.len(), unnamed.len()), (NoveltyLedger::MOST_NAMES, 1));
}
