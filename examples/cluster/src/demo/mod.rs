//! The demonstration: starts what it needs, lets the story happen, and leaves nothing behind.

mod board;
mod database;
mod fleet;
mod process;
mod service;
mod story;
mod summary;

use std::process::ExitCode;

use self::database::Database;
use self::fleet::Fleet;
use crate::serve::stop_signal;
use crate::{Failure, line};

/// As a shell says that Ctrl-C ended a command.
const INTERRUPTED: u8 = 130;

/// Nobody else is to be convinced by what is signed with it.
const SECRET: &str = "CRN_only_for_the_cluster_on_one_machine";

pub(crate) async fn run() -> Result<ExitCode, Failure> {
    let mut stop = Box::pin(stop_signal(false));
    let database = tokio::select! {
        database = Database::start() => database?,
        () = &mut stop => return Ok(INTERRUPTED.into()),
    };
    let mut fleet = Fleet::new(database.url().to_owned());
    let told = tokio::select! {
        told = story::tell(&mut fleet) => Some(told),
        () = &mut stop => None,
    };
    if told.is_none() {
        line::print("\nstopping");
    }
    // Whatever happened: first the processes, then their database.
    let stopped = fleet.stop().await;
    let counted = match told {
        Some(Ok(sent)) => Some(summary::count(database.url(), sent).await),
        Some(Err(error)) => Some(Err(error)),
        None => None,
    };
    database.stop().await;
    let ended = match counted.transpose()? {
        Some(summary) => {
            line::print(&summary);
            if summary.is_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        None => INTERRUPTED.into(),
    };
    // A process that ended by itself is a failure, even if nothing is lost.
    stopped.map(|()| ended)
}
