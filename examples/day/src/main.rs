//! A day in the life of a calendar. It starts a sandbox, which is the service, and the quickstart, which
//! is the application, and tells what happens between them.
//!
//! With `--exit` it ends after the day, and fails unless every notification was handled once.

mod application;
mod demo;
mod print;
mod stage;
mod story;

use std::process::ExitCode;

use crate::demo::Afterwards;

/// Whatever ends it early, in words.
type Failure = Box<dyn std::error::Error + Send + Sync>;

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
        [] => demo::run(Afterwards::Stay).await,
        ["--exit"] => demo::run(Afterwards::End).await,
        [application::ARGUMENT] => application::serve().await,
        ["--help" | "-h"] => {
            print::text(USAGE);
            Ok(())
        }
        _ => Err(format!("these arguments are not understood\n\n{USAGE}").into()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print::say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
