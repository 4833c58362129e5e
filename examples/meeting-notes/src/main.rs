//! Plays a morning with four meetings, and shows the notes on a page until Ctrl-C.

use std::io::Write as _;
use std::process::ExitCode;

use cronofy_hooks::BoxError;
use meeting_notes::demo;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            line(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), BoxError> {
    line("a morning with four meetings, by the clock of the sandbox");
    let demo = demo::play(|what| line(&format!("  {what}"))).await?;
    line(&format!("the notes:   {}/", demo.app.url));
    line(&format!("the service: {}/   move its clock by a day, and the planning has notes too", demo.service.url()));
    line("Ctrl-C ends both");
    tokio::signal::ctrl_c().await?;
    demo.stop().await
}

/// Prints a line. Ignores errors, because the demonstration continues without a reader.
fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
