//! [`Failure`]: why a command ended early.

use std::error::Error;
use std::fmt::Display;
use std::io;

use crate::exit::Exit;
use crate::io::Io;

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The output was refused.
    Output(io::Error),
    /// What is wrong and what to do, for standard error, and how the command ends.
    Told(Exit, String),
}

impl Failure {
    /// It could not be done.
    pub(crate) fn failed(message: impl Display) -> Self {
        Self::Told(Exit::Failed, message.to_string())
    }

    /// It was not told what to do.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self::Told(Exit::Usage, message.to_string())
    }

    /// There is nothing of that name.
    pub(crate) fn nothing(message: impl Display) -> Self {
        Self::Told(Exit::NothingMatched, message.to_string())
    }

    /// A file that cannot be read or written.
    pub(crate) fn file(path: &std::path::Path, what: &str, error: &io::Error) -> Self {
        Self::failed(format_args!("{} cannot be {what}: {error}", path.display()))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// How a command ends, told to whoever started it.
pub(crate) fn end(result: Result<Exit, Failure>, io: &mut Io<'_>) -> Exit {
    match result {
        Ok(exit) => io.finish(Ok(exit)),
        Err(Failure::Output(error)) => io.finish(Err(error)),
        Err(Failure::Told(exit, message)) => {
            io.error(message);
            // What was written before stays readable.
            match io.finish(Ok(exit)) {
                Exit::Done => exit,
                other => other,
            }
        }
    }
}

/// An error and what caused it.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        // Some errors repeat what caused them.
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        source = cause.source();
    }
    text
}
