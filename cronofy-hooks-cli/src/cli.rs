//! [`Cli`]: the arguments of the binary.

use std::ffi::OsString;

use clap::{Parser, Subcommand};

use crate::exit::Exit;
use crate::inbox::InboxArgs;
use crate::io::Io;

/// The arguments of the binary `cronofy-hooks`.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "cronofy-hooks",
    about = "Works with what cronofy-hooks receives from the Cronofy calendar service",
    long_about = None,
    version,
    disable_help_subcommand = true
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    Inbox(InboxArgs),
}

impl Cli {
    /// Does what they say.
    pub async fn run(self, io: &mut Io<'_>) -> Exit {
        match self.command {
            Command::Inbox(inbox) => inbox.run(io).await,
        }
    }
}

/// The binary: reads the arguments, of which the first is the name of the program, and does what they
/// say.
pub async fn run<I>(args: I, io: &mut Io<'_>) -> Exit
where
    I: IntoIterator<Item: Into<OsString> + Clone>,
{
    match Cli::try_parse_from(args) {
        Ok(cli) => cli.run(io).await,
        Err(refused) if refused.use_stderr() => {
            io.say(refused.render().to_string().trim_end());
            Exit::Usage
        }
        Err(help) => {
            let written = io.text(help.render());
            io.finish(written.map(|()| Exit::Done))
        }
    }
}
