//! [`Exit`]: how a command ended.

use std::process::{ExitCode, Termination};

/// How a command ended. `main` can return it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exit {
    /// It did what it was told.
    Done,
    /// It could not be done, or the output could not be written. Standard error says why.
    Failed,
    /// It was not told what to do. Standard error says what is missing.
    Usage,
    /// There is nothing of the kind that was asked for.
    NothingMatched,
    /// It was looked at and is not as it should be: a signature that does not match, a body that does
    /// not validate, a file that is stale, a notification that was not taken.
    Unfit,
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
            Self::Unfit => 4,
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
