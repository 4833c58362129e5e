//! The table of the methods of a client library: which of them work against the sandbox, found out by calling each.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use cronofy_hooks_sandbox::Sandbox;

use crate::run::run;

/// Calls every method, and compares what came of it with the table `methods/NAME.md`. `BLESS=1` records it anew, but
/// never that a method works no more.
pub(crate) async fn compare(program: &str, script: &Path, name: &str, library: &str) {
    let output = run(program, script, prepare).await;
    let rows: Vec<(&str, &str)> = output.lines().filter_map(row).collect();
    let works = |rows: &[(&str, &str)]| rows.iter().filter(|(_, came)| *came == "works").count();
    let mut table = format!(
        "# The methods of {library}\n\n\
         `cargo xtask test clients` calls each of them against the sandbox and compares what came of it with this table, \
         which `BLESS=1` records anew. {} of {} work.\n\n| method | |\n|---|---|\n",
        works(&rows),
        rows.len()
    );
    for (method, came) in &rows {
        writeln!(table, "| `{method}` | {came} |").unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("methods").join(format!("{name}.md"));
    let recorded = fs::read_to_string(&path).unwrap_or_default();
    for (method, came) in &rows {
        let worked = recorded.contains(&format!("| `{method}` | works |"));
        assert!(!worked || *came == "works", "{method} of {library} worked, and does no more: {came}");
    }
    if env::var_os("BLESS").is_some_and(|value| value == "1") {
        return fs::write(path, table).unwrap();
    }
    assert_eq!(recorded, table, "{}: read the difference, then run with BLESS=1", path.display());
}

/// A method and what came of it. Of an endpoint that the sandbox lacks the name is enough: the rest has ids.
fn row(line: &str) -> Option<(&str, &str)> {
    let (method, came) = line.split_once('\t')?;
    let missing = came.strip_prefix("404: ").and_then(|came| came.split_once(": use the service itself"));
    Some((method, missing.map_or(came, |(missing, _)| missing)))
}

/// Events of the user, for the methods that change them.
fn prepare(sandbox: &Sandbox) {
    let account = sandbox.accounts().remove(0);
    let calendar_id = &account.calendar_ids[0];
    for summary in ["To answer", "To delete"] {
        let event = serde_json::json!({
            "summary": summary,
            "start": "2030-01-07T15:00:00Z",
            "end": "2030-01-07T16:00:00Z",
            "participation_status": "needs_action",
            "attendees": [{ "email": "ada@example.com", "display_name": "Ada", "status": "needs_action" }],
            "options": { "delete": true, "update": true, "change_participation_status": true },
        });
        sandbox.write_event_as_user(calendar_id, event).unwrap();
    }
}
