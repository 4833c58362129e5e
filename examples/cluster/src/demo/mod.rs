//! The demonstration: starts what it needs, plays the story, and leaves nothing behind.

mod board;
mod database;
mod fleet;
mod process;
mod service;
mod story;
mod summary;

use std::process::ExitCode;

use self::database::DemoDatabase;
use self::fleet::Fleet;
use crate::serve::stop_signal;
use crate::{BoxError, line};

/// As a shell says that Ctrl-C ended a command.
const INTERRUPTED: u8 = 130;

/// The client secret, for this demonstration only.
const SECRET: &str = "CRN_only_for_the_cluster_on_one_machine";

pub(crate) async fn run() -> Result<ExitCode, BoxError> {
    let mut stop = Box::pin(stop_signal(false));
    let database = tokio::select! {
        database = DemoDatabase::start() => database?,
        () = &mut stop => return Ok(INTERRUPTED.into()),
    };
    let mut fleet = Fleet::new(database.url().to_owned());
    let played = tokio::select! {
        played = story::play(&mut fleet) => Some(played),
        () = &mut stop => None,
    };
    if played.is_none() {
        line::print("\nstopping");
    }
    // In any case: first the processes, then their database.
    let stopped = fleet.stop().await;
    let counted = match played {
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
