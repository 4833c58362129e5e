//! [`Exit`]: the exit code of a command.

use std::process::{ExitCode, Termination};

/// The exit code of a command. `main` can return it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exit {
    /// The command succeeded.
    Done = 0,
    /// The command failed, or its output could not be written. Standard error says why.
    Failed = 1,
    /// The arguments are wrong or incomplete. Standard error says what is missing.
    Usage = 2,
    /// Nothing has the name, or fits the filter, that was given.
    NothingMatched = 3,
    /// A check found a mismatch: a signature does not match, a body is not valid, a generated file is stale,
    /// a receiver did not accept a notification.
    Mismatch = 4,
}

impl Exit {
    /// The number for the shell.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// Of a command that may match nothing.
    pub(crate) fn matched(matched: bool) -> Self {
        if matched { Self::Done } else { Self::NothingMatched }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        self.into()
    }
}
