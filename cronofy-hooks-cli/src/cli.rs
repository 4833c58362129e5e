//! [`Cli`]: the arguments of the binary.

use std::ffi::OsString;

use clap::{Parser, Subcommand};

#[cfg(feature = "codegen")]
use crate::codegen::CodegenArgs;
#[cfg(feature = "completions")]
use crate::completions::CompletionsArgs;
#[cfg(feature = "conform")]
use crate::conform::ConformArgs;
use crate::error::finish;
#[cfg(feature = "inbox")]
use crate::inbox::InboxArgs;
use crate::left_out::left_out;
use crate::new::{NewArgs, ScaffoldArgs};
use crate::program::shell_command;
#[cfg(feature = "schemas")]
use crate::routes::RoutesArgs;
#[cfg(feature = "sandbox")]
use crate::sandbox::SandboxArgs;
#[cfg(feature = "schemas")]
use crate::schemas::SchemasArgs;
use crate::text::Tone;
use crate::trigger::TriggerArgs;
use crate::verify::VerifyArgs;
use crate::{Exit, Io};

/// The arguments of the binary `cronofy-hooks`.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "cronofy-hooks",
    about = "Works with what cronofy-hooks receives from the Cronofy calendar service",
    long_about = None,
    version
)]
pub struct Cli {
    #[command(subcommand)]
    command: CliCommand,
}

#[derive(Clone, Debug, Subcommand)]
enum CliCommand {
    #[cfg(feature = "sandbox")]
    Sandbox(SandboxArgs),
    Trigger(TriggerArgs),
    Verify(VerifyArgs),
    #[cfg(feature = "conform")]
    Conform(ConformArgs),
    #[cfg(feature = "inbox")]
    Inbox(InboxArgs),
    #[cfg(feature = "schemas")]
    Routes(RoutesArgs),
    #[cfg(feature = "schemas")]
    Schemas(SchemasArgs),
    #[cfg(feature = "codegen")]
    Codegen(CodegenArgs),
    New(NewArgs),
    Scaffold(ScaffoldArgs),
    #[cfg(feature = "completions")]
    Completions(CompletionsArgs),
}

impl Cli {
    /// Runs the command. Errors go to standard error.
    pub async fn run(self, io: &mut Io<'_>) -> Exit {
        let result = match self.command {
            #[cfg(feature = "sandbox")]
            CliCommand::Sandbox(args) => args.run(io).await,
            CliCommand::Trigger(args) => args.run(io).await,
            CliCommand::Verify(args) => args.run(io),
            #[cfg(feature = "conform")]
            CliCommand::Conform(args) => args.run(io).await,
            #[cfg(feature = "inbox")]
            CliCommand::Inbox(args) => args.run(io).await,
            #[cfg(feature = "schemas")]
            CliCommand::Routes(args) => args.run(io),
            #[cfg(feature = "schemas")]
            CliCommand::Schemas(args) => args.run(io).await,
            #[cfg(feature = "codegen")]
            CliCommand::Codegen(args) => args.run(io),
            CliCommand::New(args) => args.run(io),
            CliCommand::Scaffold(args) => args.run(io),
            #[cfg(feature = "completions")]
            CliCommand::Completions(args) => args.run(<Self as clap::CommandFactory>::command(), io),
        };
        finish(result, io)
    }
}

/// Parses the arguments and runs the command. The first argument is the name of the program.
pub async fn run<I>(args: I, io: &mut Io<'_>) -> Exit
where
    I: IntoIterator<Item: Into<OsString> + Clone>,
{
    let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
    if let Some(program) = args.first() {
        io.set_program(shell_command(program));
    }
    // Each command has this argument, also those with wrong usage.
    io.set_json(args.iter().any(|arg| arg == "--json"));
    match Cli::try_parse_from(&args) {
        Ok(cli) => cli.run(io).await,
        Err(usage) if usage.use_stderr() => {
            if let Some(error) = left_out(&usage) {
                io.error(Exit::Usage, error);
                return Exit::Usage;
            }
            let text = usage.render().to_string();
            match text.strip_prefix("error: ") {
                Some(error) => io.error(Exit::Usage, error.trim_end()),
                None => io.say(text.trim_end()),
            }
            Exit::Usage
        }
        Err(help) => {
            let written = print_help(&help.render().to_string(), io);
            io.finish(written.map(|()| Exit::Done))
        }
    }
}

/// The help, with its headings set off on a terminal.
fn print_help(help: &str, io: &mut Io<'_>) -> std::io::Result<()> {
    for line in help.lines() {
        let is_heading = line.ends_with(':') && !line.starts_with(' ');
        match line.strip_prefix("Usage:") {
            Some(rest) => io.line(format_args!("{}{rest}", io.style().paint(Tone::Strong, "Usage:")))?,
            None if is_heading => io.line(io.style().paint(Tone::Strong, line))?,
            None => io.line(line)?,
        }
    }
    Ok(())
}
