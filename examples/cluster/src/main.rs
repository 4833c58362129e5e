//! Several processes of one application, with one inbox in PostgreSQL.
//!
//! Without arguments it is a demonstration, which starts everything that it needs. `cluster serve`,
//! `cluster worker` and `cluster inbox` are the application, as you would run it on your machines:
//! `DATABASE_URL` names its database. README.md says what to read first.

mod app;
mod demo;
mod line;
mod serve;

use std::error::Error;
use std::process::ExitCode;

use cronofy_hooks_cli::clap::{self, Parser, Subcommand};
use cronofy_hooks_cli::inbox::InboxCommand;
use tracing_subscriber::filter::LevelFilter;

/// Any error that ends a command.
type BoxError = Box<dyn Error + Send + Sync>;

const ENVIRONMENT: &str = "\
Environment:
  DATABASE_URL            postgres://user:password@host/database; the demonstration starts a server of
                          its own unless it is set
  CRONOFY_CLIENT_SECRET   for `serve`: the client secret; several, separated by commas
  ADDR                    for `serve`: where to listen; 127.0.0.1:3000 unless set
  NAME                    what the process calls itself; its number unless set
  LOG                     error, warn, info, debug or trace; error unless set";

/// Shows several processes of one application that share an inbox in PostgreSQL
///
/// Without a command: starts PostgreSQL and three processes, sends them notifications, kills one of
/// them, and counts what was lost.
#[derive(Parser)]
#[command(name = "cluster", after_help = ENVIRONMENT, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Receives notifications, and handles what any process has received
    Serve {
        /// Also stops when its standard input ends, as it does when the process that started it is gone
        #[arg(long)]
        until_input_ends: bool,
    },
    /// Receives nothing, and handles what any process has received
    Worker,
    Inbox(InboxCommand),
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let level = std::env::var("LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::ERROR);
    tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).init();
    let ended = match arguments.command {
        None => demo::run().await,
        Some(Command::Serve { until_input_ends }) => serve::serve(until_input_ends).await,
        Some(Command::Worker) => serve::worker().await,
        Some(Command::Inbox(command)) => serve::inbox(command).await,
    };
    ended.unwrap_or_else(|error| {
        line::complain(&format!("error: {error:#}"));
        ExitCode::FAILURE
    })
}
