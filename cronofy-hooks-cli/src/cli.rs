//! [`Cli`]: the arguments of the binary.

use std::ffi::OsString;

use clap::{Parser, Subcommand};

#[cfg(feature = "codegen")]
use crate::codegen::CodegenArgs;
use crate::completions::CompletionsArgs;
use crate::exit::Exit;
use crate::inbox::InboxArgs;
use crate::io::Io;
use crate::routes::RoutesArgs;
#[cfg(feature = "sandbox")]
use crate::sandbox::SandboxArgs;
use crate::schemas::SchemasArgs;
use crate::trigger::TriggerArgs;
use crate::verify::VerifyArgs;

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
    #[cfg(feature = "sandbox")]
    Sandbox(SandboxArgs),
    Trigger(TriggerArgs),
    Verify(VerifyArgs),
    Inbox(InboxArgs),
    Routes(RoutesArgs),
    Schemas(SchemasArgs),
    #[cfg(feature = "codegen")]
    Codegen(CodegenArgs),
    Completions(CompletionsArgs),
}

impl Cli {
    /// Does what they say.
    pub async fn run(self, io: &mut Io<'_>) -> Exit {
        match self.command {
            #[cfg(feature = "sandbox")]
            Command::Sandbox(sandbox) => sandbox.run(io).await,
            Command::Trigger(trigger) => trigger.run(io).await,
            Command::Verify(verify) => verify.run(io),
            Command::Inbox(inbox) => inbox.run(io).await,
            Command::Routes(routes) => routes.run(io),
            Command::Schemas(schemas) => schemas.run(io),
            #[cfg(feature = "codegen")]
            Command::Codegen(codegen) => codegen.run(io),
            Command::Completions(completions) => completions.run(io),
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
