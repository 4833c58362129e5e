//! Shows an hour of random changes, and whether the copy is the same at the end: `calendar-mirror [SEED]`.

use std::io::Write as _;
use std::process::ExitCode;

use calendar_mirror::hour;
use cronofy_hooks::BoxError;

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
    let report = hour::play(seed, |what| line(&format!("  {what}"))).await?;
    line(&format!("{} changes, and {} requests with notifications", report.changes, report.requests));
    for difference in &report.differences {
        line(&format!("  {difference}"));
    }
    let is_equal = report.differences.is_empty();
    let verdict = if is_equal { "the copy is the same" } else { "the copy is not the same" };
    line(&format!("the service has {} events: {verdict}", report.events));
    Ok(is_equal)
}

/// Prints a line. Ignores errors, because the demonstration continues without a reader.
fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
