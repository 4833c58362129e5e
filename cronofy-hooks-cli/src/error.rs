//! [`CommandError`]: why a command failed.

use std::fmt::Display;
use std::io;
use std::path::Path;

#[cfg(any(feature = "inbox", feature = "sandbox"))]
use cronofy_hooks::__private::Chain;
#[cfg(feature = "inbox")]
use cronofy_hooks::inbox::InboxError;
#[cfg(feature = "sandbox")]
use cronofy_hooks_sandbox::SandboxError;

use crate::{Exit, Io};

#[derive(Debug)]
pub(crate) enum CommandError {
    /// Standard output cannot be written.
    Output(io::Error),
    /// The exit code, and the message for standard error: what is wrong, then what to do.
    Message(Exit, String),
}

impl CommandError {
    pub(crate) fn failed(message: impl Display) -> Self {
        Self::Message(Exit::Failed, message.to_string())
    }

    pub(crate) fn usage(message: impl Display) -> Self {
        Self::Message(Exit::Usage, message.to_string())
    }

    pub(crate) fn nothing_matched(message: impl Display) -> Self {
        Self::Message(Exit::NothingMatched, message.to_string())
    }

    pub(crate) fn file(path: &Path, action: &str, error: &io::Error) -> Self {
        Self::failed(format_args!("{} cannot be {action}: {error}", path.display()))
    }
}

impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

#[cfg(feature = "inbox")]
impl From<InboxError> for CommandError {
    fn from(error: InboxError) -> Self {
        Self::failed(Chain(&error))
    }
}

#[cfg(feature = "sandbox")]
impl From<SandboxError> for CommandError {
    fn from(error: SandboxError) -> Self {
        Self::failed(Chain(&error))
    }
}

/// Flushes the output and prints the error, if there is one. Returns the exit code of the command.
pub(crate) fn finish(result: Result<Exit, CommandError>, io: &mut Io<'_>) -> Exit {
    match result {
        Ok(exit) => io.finish(Ok(exit)),
        Err(CommandError::Output(error)) => io.finish(Err(error)),
        Err(CommandError::Message(exit, message)) => {
            io.error(exit, message);
            // Flush what the command wrote before it failed.
            match io.finish(Ok(exit)) {
                Exit::Done => exit,
                other => other,
            }
        }
    }
}
