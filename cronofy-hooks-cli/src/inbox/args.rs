//! [`InboxArgs`]: the command of the binary, which has to be told which inbox.

use clap::Args;

use super::command::InboxCommand;
use super::connect::connect;
use super::help::{ABOUT, EVERYWHERE};
use crate::exit::Exit;
use crate::failure::chain;
use crate::io::Io;

/// The command, and which inbox.
#[derive(Clone, Debug, Args)]
#[command(about = ABOUT, long_about = None)]
pub(crate) struct InboxArgs {
    /// The inbox: `sqlite:inbox.sqlite`, or `postgres://user@host/database`
    // Its value may hold a password: the help does not show it, and no parser quotes it.
    #[arg(long, global = true, env = "INBOX_URL", hide_env_values = true, value_name = "URL", help_heading = EVERYWHERE)]
    url: Option<String>,
    #[command(flatten)]
    command: InboxCommand,
}

impl InboxArgs {
    pub(crate) async fn run(self, io: &mut Io<'_>) -> Exit {
        if let Err(refused) = self.command.check() {
            io.error(refused);
            return Exit::Usage;
        }
        let Some(url) = self.url else {
            io.error("which inbox? say `--url sqlite:inbox.sqlite` or `--url postgres://…`, or set INBOX_URL");
            return Exit::Usage;
        };
        let inbox = match connect(&url).await {
            Ok(inbox) => inbox,
            Err(error) => {
                io.error(chain(&error));
                return Exit::Failed;
            }
        };
        let exit = self.command.run(&*inbox, None, io).await;
        // What was asked for is done or told by now.
        drop(inbox.close().await);
        exit
    }
}
