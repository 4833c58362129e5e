//! A steady stream of notifications from the sandbox to the quickstart with its inbox, and what it costs.
//!
//! Paced by time, not by answers: a receiver that is slow does not make the sender wait.

mod figures;
mod latencies;
mod memory;
mod options;
mod receiver;
mod run;

use std::io::Write as _;
use std::process::ExitCode;

use crate::options::LoadOptions;

/// Any error that ends the run early.
type BoxError = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    let ended = match LoadOptions::read(std::env::args().skip(1)) {
        Ok(LoadOptions::Receive) => receiver::serve().await.map(|()| true),
        Ok(LoadOptions::Help) => {
            print(options::USAGE);
            Ok(true)
        }
        Ok(LoadOptions::Send(plan)) => run::run(plan).await,
        Err(error) => Err(error),
    };
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// A reader that has gone away is no reason to stop.
fn print(text: &str) {
    let _ = write!(std::io::stdout(), "{text}");
}
