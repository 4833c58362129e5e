//! [`Exit`]: the exit code of a command.

use std::process::{ExitCode, Termination};

/// The exit code of a command. `main` can return it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exit {
    /// 0: the command succeeded.
    Done,
    /// 1: the command failed, or its output could not be written. Standard error says why.
    Failed,
    /// 2: the arguments are wrong or incomplete. Standard error says what is missing.
    Usage,
    /// 3: nothing has the name, or fits the filter, that was given.
    NothingMatched,
    /// 4: a check found a mismatch: a signature does not match, a body is not valid, a generated file is stale,
    /// a receiver did not accept a notification.
    Mismatch,
}

impl Exit {
    /// The number for the shell.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::NothingMatched => 3,
            Self::Mismatch => 4,
        }
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
