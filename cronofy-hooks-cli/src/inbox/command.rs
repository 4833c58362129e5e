//! [`InboxCommand`]: the command without the choice of an inbox.

use clap::{Args, Subcommand};
use cronofy_hooks::inbox::{Inbox, Worker};

use super::bury::Bury;
use super::desk::{Desk, Failure};
use super::filter::NothingNamed;
use super::help::{ABOUT, CONVENTIONS, EVERYWHERE};
use super::list::List;
use super::prune::Prune;
use super::replay::Replay;
use super::retry::Retry;
use super::show::Show;
use super::stats::Stats;
use crate::exit::Exit;
use crate::failure::chain;
use crate::io::Io;

/// The command `inbox` without the choice of an inbox, for an application that has one: with the
/// application's worker, `replay --dry-run` runs the application's handlers.
///
/// [`connect`](super::connect) opens the inbox of an application that may be running meanwhile; an
/// inbox that is open already does as well.
///
/// ```
/// use cronofy_hooks::{Hooks, Secrets};
/// use cronofy_hooks_cli::clap::{self, Parser};
/// use cronofy_hooks_cli::inbox::{InboxCommand, connect};
/// use cronofy_hooks_cli::{Exit, Io};
///
/// #[derive(Parser)]
/// enum App {
///     /// Receives notifications
///     Serve,
///     Inbox(InboxCommand),
/// }
///
/// /// The hooks of this application: its handlers, its state.
/// fn hooks() -> Result<Hooks, Box<dyn std::error::Error>> {
///     Ok(Hooks::new(Secrets::from_env("CRONOFY_CLIENT_SECRET")?))
/// }
///
/// async fn start(app: App) -> Result<Exit, Box<dyn std::error::Error>> {
///     match app {
///         App::Serve => { /* … */ }
///         App::Inbox(command) => {
///             let inbox = connect("sqlite:inbox.sqlite").await?;
///             let worker = hooks()?.inbox(inbox.clone()).into_worker()?;
///             return Ok(command.run(&inbox, Some(&worker), &mut Io::standard()).await);
///         }
///     }
///     Ok(Exit::Done)
/// }
/// # App::parse_from(["app", "inbox", "replay", "--dry-run", "--since", "2h"]);
/// ```
#[derive(Clone, Debug, Args)]
#[command(
    about = ABOUT,
    long_about = None,
    after_long_help = CONVENTIONS,
    disable_help_subcommand = true
)]
pub struct InboxCommand {
    /// Prints JSON: an object per line for `list`, one object otherwise
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    json: bool,
    #[command(subcommand)]
    action: Action,
}

#[derive(Clone, Debug, Subcommand)]
enum Action {
    List(List),
    Show(Show),
    Retry(Retry),
    Replay(Replay),
    Bury(Bury),
    Prune(Prune),
    Stats(Stats),
}

impl InboxCommand {
    /// Does what it says, and tells what became of it. The worker only lends its handlers to
    /// `replay --dry-run`: it does not run.
    ///
    /// An error of the inbox is told on standard error, and the exit code says so.
    pub async fn run(self, inbox: &dyn Inbox, worker: Option<&Worker>, io: &mut Io<'_>) -> Exit {
        if let Err(refused) = self.check() {
            io.error(refused);
            return Exit::Usage;
        }
        let mut desk = Desk { inbox, worker, io, json: self.json };
        match self.action.run(&mut desk).await {
            Ok(exit) => io.finish(Ok(exit)),
            Err(Failure::Output(error)) => io.finish(Err(error)),
            Err(Failure::Inbox(error)) => {
                io.error(chain(&error));
                Exit::Failed
            }
        }
    }

    /// What the parser of the arguments cannot see, so that nothing is opened in vain.
    pub(super) fn check(&self) -> Result<(), NothingNamed> {
        match &self.action {
            Action::Retry(retry) => retry.check(),
            Action::Replay(replay) => replay.check(),
            Action::Bury(bury) => bury.check(),
            Action::List(_) | Action::Show(_) | Action::Prune(_) | Action::Stats(_) => Ok(()),
        }
    }
}

impl Action {
    async fn run(&self, desk: &mut Desk<'_, '_>) -> Result<Exit, Failure> {
        match self {
            Self::List(list) => list.run(desk).await,
            Self::Show(show) => show.run(desk).await,
            Self::Retry(retry) => retry.run(desk).await,
            Self::Replay(replay) => replay.run(desk).await,
            Self::Bury(bury) => bury.run(desk).await,
            Self::Prune(prune) => prune.run(desk).await,
            Self::Stats(stats) => stats.run(desk).await,
        }
    }
}
