//! Shows an hour of random changes, and whether the copy is the same at the end: `calendar-mirror [SEED]`.

use std::io::Write as _;
use std::process::ExitCode;

use calendar_mirror::hour;
use cronofy_hooks::BoxError;
use cronofy_hooks::payload::Event;
use sqlx::Sqlite;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            line(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<bool, BoxError> {
    let seed = match std::env::args().nth(1) {
        Some(text) => text.parse().map_err(|_| "the argument is a seed, which is a number")?,
        None => fastrand::u64(..),
    };
    line(&format!("an hour of random changes, with seed {seed}"));
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("mirror.sqlite");
    let file = file.to_str().ok_or("the temporary folder has a name that is not UTF-8")?;
    let report = hour::play::<Sqlite>(file, seed, |what| line(&format!("  {what}"))).await?;
    line(&format!("{} changes, and {} requests with notifications", report.changes, report.requests));
    line("the copy:");
    let mut rows: Vec<_> = report.copied.iter().map(row).collect();
    rows.sort();
    for row in rows {
        line(&row);
    }
    for difference in &report.differences {
        line(&format!("  {difference}"));
    }
    let is_equal = report.differences.is_empty();
    let verdict = if is_equal { "the copy is the same" } else { "the copy is not the same" };
    line(&format!("{} events: {verdict} as the calendars of the service", report.copied.len()));
    Ok(is_equal)
}

/// An event of the copy: when, what and where.
fn row(event: &Event) -> String {
    let start = event.start.as_ref().map(|start| start.time().to_string()).unwrap_or_default();
    let [summary, calendar] = [&event.summary, &event.calendar_id].map(|it| it.as_deref().unwrap_or_default());
    format!("  {start:<20}  {summary:<10}  {calendar}")
}

/// Prints a line. Ignores errors, because the demonstration continues without a reader.
fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
