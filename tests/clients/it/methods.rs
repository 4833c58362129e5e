//! The table of the methods of a client library: which of them work against the sandbox, found out by calling each.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use cronofy_hooks_sandbox::Sandbox;

use crate::run::run;

/// Calls every method, and compares what came of it with the table `methods/NAME.md`. `BLESS=1` records it anew, but
/// never that a method works no more.
pub(crate) async fn compare(program: &str, script: &Path, name: &str, library: &str) {
    let output = run(program, script, |sandbox| drop(prepare(sandbox))).await;
    let rows: Vec<(&str, &str)> = output.lines().filter_map(|line| line.split_once('\t')).collect();
    record(name, library, "`cargo xtask test clients` calls each of them against the sandbox", &rows);
}

/// Compares what came of each method with the table `methods/NAME.md`.
pub(crate) fn record(name: &str, title: &str, how: &str, rows: &[(&str, &str)]) {
    let works = rows.iter().filter(|(_, came)| *came == "works").count();
    let all = rows.len();
    let mut table = format!(
        "# {title}\n\n{how}, and compares what came of it with this table. `BLESS=1` records it anew.\n\n\
         {works} of {all} work.\n\n| | |\n|---|---|\n"
    );
    for (method, came) in rows {
        writeln!(table, "| {method} | {} |", missing(came)).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("methods").join(format!("{name}.md"));
    let recorded = fs::read_to_string(&path).unwrap_or_default();
    for (method, came) in rows {
        let worked = recorded.contains(&format!("| {method} | works |"));
        assert!(!worked || *came == "works", "{title}: {method} worked, and does no more: {came}");
    }
    if env::var_os("BLESS").is_some_and(|value| value == "1") {
        return fs::write(path, table).unwrap();
    }
    assert_eq!(recorded, table, "{}: read the difference, then run with BLESS=1", path.display());
}

/// Of an endpoint that the sandbox lacks the name is enough: the rest has ids.
fn missing(came: &str) -> &str {
    let missing = came.strip_prefix("404: ").and_then(|came| came.split_once(": use the service itself"));
    missing.map_or(came, |(missing, _)| missing)
}

/// Writes events of the user, for the methods that change them: one to answer, and one to delete.
pub(crate) fn prepare(sandbox: &Sandbox) -> [String; 2] {
    let account = sandbox.accounts().remove(0);
    let calendar_id = &account.calendar_ids[0];
    ["To answer", "To delete"].map(|summary| {
        let event = serde_json::json!({
            "summary": summary,
            "start": "2030-01-07T15:00:00Z",
            "end": "2030-01-07T16:00:00Z",
            "participation_status": "needs_action",
            "attendees": [{ "email": "ada@example.com", "display_name": "Ada", "status": "needs_action" }],
            "options": { "delete": true, "update": true, "change_participation_status": true },
        });
        sandbox.write_event_as_user(calendar_id, event).unwrap()
    })
}
