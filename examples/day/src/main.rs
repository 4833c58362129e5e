//! A day in the life of a calendar. Starts a sandbox as the service and the quickstart as the application, and
//! prints what they send and handle.
//!
//! With `--exit` it ends after the day, and fails unless every notification was handled once.

mod application;
mod demonstration;
mod print;
mod run;
mod story;

use std::process::ExitCode;

use crate::run::{Afterwards, run};

/// The error that ends the demonstration early.
type DemoError = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str = "\
Plays a day in the life of a calendar: a sandbox sends what the service would send, and the quickstart
receives it. It needs no account and no network.

Usage: day [--exit]

  --exit   end after the day, and fail unless every notification was handled once
";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let ended = match *arguments {
        [] => run(Afterwards::Stay).await,
        ["--exit"] => run(Afterwards::End).await,
        [application::ARGUMENT] => application::serve().await,
        ["--help" | "-h"] => {
            print::text(USAGE);
            Ok(())
        }
        _ => Err(format!("unknown arguments\n\n{USAGE}").into()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print::error(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
