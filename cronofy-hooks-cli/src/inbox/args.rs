//! [`InboxArgs`]: the command of the binary, with the URL of the inbox.

use clap::Args;

use super::command::InboxCommand;
use super::connect::connect;
use super::help::{ABOUT, GLOBAL_OPTIONS};
use crate::{CommandError, Exit, Io};

/// The command with the URL of the inbox.
#[derive(Clone, Debug, Args)]
#[command(about = ABOUT, long_about = None)]
pub(crate) struct InboxArgs {
    /// The inbox: `sqlite:inbox.sqlite`, or `postgres://user@host/database`
    // The URL may contain a password: the help does not show it, and clap does not quote it in errors.
    #[arg(long, global = true, env = "INBOX_URL", hide_env_values = true, value_name = "URL", help_heading = GLOBAL_OPTIONS)]
    url: Option<String>,
    #[command(flatten)]
    command: InboxCommand,
}

impl InboxArgs {
    pub(crate) async fn run(self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        self.command.check()?;
        let Some(url) = self.url else {
            return Err(CommandError::usage(
                "no inbox; give `--url sqlite:inbox.sqlite` or `--url postgres://…`, or set INBOX_URL",
            ));
        };
        let inbox = connect(&url).await?;
        let result = self.command.execute(&*inbox, None, Some(&url), io).await;
        // Ignore errors of closing: the command has ended.
        drop(inbox.close().await);
        result
    }
}
