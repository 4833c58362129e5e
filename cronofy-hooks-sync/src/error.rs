//! [`SyncError`]: why a synchronisation did not end.

use std::error::Error;
use std::fmt;

use cronofy_hooks::__private::Chain;
use cronofy_hooks::BoxError;
use cronofy_hooks_client::ClientError;

/// Why a synchronisation did not end. The cursor has not moved, so the next one reads the same changes again.
///
/// `{error}` writes the message alone; `{error:#}` also writes its causes, such as the answer of the service.
#[derive(Debug)]
#[non_exhaustive]
pub enum SyncError {
    /// The service could not be read.
    Client(ClientError),
    /// The application could not look up the account.
    Account(BoxError),
    /// The cursor could not be loaded or stored.
    Store(BoxError),
    /// The commit came before the end of the stream, or after an error of it.
    NotRead,
    /// Another synchronisation of the same account committed in between. What this one read may be older than what
    /// the other one wrote: roll back, and begin anew. A handler that returns this error runs again.
    Conflict,
}

impl fmt::Display for SyncError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return Chain(self).fmt(f);
        }
        f.write_str(match self {
            Self::Client(_) => "the events could not be read",
            Self::Account(_) => "the account of the channel could not be looked up",
            Self::Store(_) => "the cursor could not be loaded or stored",
            Self::NotRead => "the stream was not read to its end: take every event, and commit after the last one",
            Self::Conflict => "another synchronisation of the account committed in between: roll back, and begin anew",
        })
    }
}

impl Error for SyncError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Client(error) => Some(error),
            Self::Account(error) | Self::Store(error) => Some(&**error),
            Self::NotRead | Self::Conflict => None,
        }
    }
}

impl From<ClientError> for SyncError {
    fn from(error: ClientError) -> Self {
        Self::Client(error)
    }
}
