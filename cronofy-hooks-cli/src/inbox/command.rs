//! [`InboxCommand`]: the command without the URL of the inbox.

use clap::{Args, Subcommand};
use cronofy_hooks::inbox::{Inbox, Worker};

use super::change::{BURY, CHANGED, ChangeArgs, REPLAY, RETRY};
use super::context::Context;
use super::forget::ForgetArgs;
use super::help::{ABOUT, CONVENTIONS, GLOBAL_OPTIONS, below};
use super::list::ListArgs;
use super::prune::PruneArgs;
use super::replay::{REPLAY_HELP, replay};
use super::show::ShowArgs;
use super::stats::StatsArgs;
use crate::error::{CommandError, finish};
use crate::{Exit, Io};

/// The command `inbox` without `--url`, for an application that opens its inbox itself. With the
/// application's worker, `replay --dry-run` runs the application's handlers.
///
/// [`connect`](crate::inbox::connect()) opens an inbox while the application may be running. The command also works
/// with an inbox that is already open.
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
    #[arg(long, global = true, help_heading = GLOBAL_OPTIONS)]
    json: bool,
    #[command(subcommand)]
    action: InboxAction,
}

#[derive(Clone, Debug, Subcommand)]
enum InboxAction {
    List(ListArgs),
    Show(ShowArgs),
    /// Makes waiting jobs due now, and dead jobs wait again with all their attempts
    #[command(after_long_help = below(CHANGED))]
    Retry(ChangeArgs),
    /// Runs finished jobs again: done, discarded, joined or dead
    #[command(after_long_help = below(REPLAY_HELP))]
    Replay(ChangeArgs),
    /// Makes waiting jobs dead, so that later jobs of their keys can run
    #[command(after_long_help = below(CHANGED))]
    Bury(ChangeArgs),
    Prune(PruneArgs),
    Forget(ForgetArgs),
    Stats(StatsArgs),
}

impl InboxCommand {
    /// Runs the command and prints its result. The worker provides the handlers for `replay --dry-run`; it
    /// does not run.
    ///
    /// Errors of the inbox go to standard error and into the exit code.
    pub async fn run(self, inbox: &dyn Inbox, worker: Option<&Worker>, io: &mut Io<'_>) -> Exit {
        io.set_json(self.json);
        let result = match self.check() {
            Ok(()) => self.execute(inbox, worker, None, io).await,
            Err(error) => Err(error),
        };
        finish(result, io)
    }

    /// Runs the command without [`finish`].
    pub(super) async fn execute(
        &self,
        inbox: &dyn Inbox,
        worker: Option<&Worker>,
        url: Option<&str>,
        io: &mut Io<'_>,
    ) -> Result<Exit, CommandError> {
        self.action.run(&mut Context { inbox, worker, url, io, json: self.json }).await
    }

    /// Checks what clap cannot check, before an inbox is opened.
    pub(super) fn check(&self) -> Result<(), CommandError> {
        match &self.action {
            InboxAction::Retry(args) => RETRY.check(args),
            InboxAction::Replay(args) => REPLAY.check(args),
            InboxAction::Bury(args) => BURY.check(args),
            InboxAction::List(_)
            | InboxAction::Show(_)
            | InboxAction::Prune(_)
            | InboxAction::Forget(_)
            | InboxAction::Stats(_) => Ok(()),
        }
    }
}

impl InboxAction {
    async fn run(&self, context: &mut Context<'_, '_>) -> Result<Exit, CommandError> {
        match self {
            Self::List(args) => args.run(context).await,
            Self::Show(args) => args.run(context).await,
            Self::Retry(args) => RETRY.run(args, context).await,
            Self::Replay(args) => replay(args, context).await,
            Self::Bury(args) => BURY.run(args, context).await,
            Self::Prune(args) => args.run(context).await,
            Self::Forget(args) => args.run(context).await,
            Self::Stats(args) => args.run(context).await,
        }
    }
}
