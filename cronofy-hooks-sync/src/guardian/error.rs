//! [`GuardianError`]: why a guardian could not do its work.

use std::error::Error;
use std::fmt;

use cronofy_hooks::__private::Chain;
use cronofy_hooks::BoxError;
use cronofy_hooks_client::ClientError;

/// Why a guardian could not do its work. It tries again by itself.
///
/// `{error}` writes the message alone; `{error:#}` also writes its causes, such as the answer of the service.
#[derive(Debug)]
#[non_exhaustive]
pub enum GuardianError {
    /// The service refused, or could not be reached.
    Client(ClientError),
    /// The store of the channels failed, or that of the cursors.
    Store(BoxError),
    /// The application could not look up the account of a channel.
    Account(BoxError),
    /// The application does not know the account of a channel.
    UnknownChannel,
    /// The request for a channel, or its callback URL, cannot be used.
    Request,
    /// The router did not accept the notification about a gap; the status of its answer.
    NotAccepted(u16),
    /// Another process looks after the channel at this moment.
    Claimed,
}

impl GuardianError {
    /// Whether the account has to log in again before the service can be asked.
    pub(super) fn needs_login(&self) -> bool {
        matches!(self, Self::Client(error) if error.needs_login())
    }
}

impl fmt::Display for GuardianError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return Chain(self).fmt(f);
        }
        match self {
            Self::Client(_) => f.write_str("the channels of the account could not be read or changed"),
            Self::Store(_) => f.write_str("the store of the channels or of the cursors failed"),
            Self::Account(_) => f.write_str("the account of the channel could not be looked up"),
            Self::UnknownChannel => f.write_str(
                "the application does not know the account of the channel: let `SyncAccounts` find it by the callback URL, \
                 because a channel that is created again has another id",
            ),
            Self::Request => f.write_str("the callback URL of the channel is no URL with a path: correct the request"),
            Self::NotAccepted(status) => write!(
                f,
                "the router answered {status} to the notification about the gap: give the guardian a router that serves \
                 the path of the callback URL, with the same client secrets"
            ),
            Self::Claimed => f.write_str("another process looks after the channel at this moment: try again in a minute"),
        }
    }
}

impl Error for GuardianError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Client(error) => Some(error),
            Self::Store(error) | Self::Account(error) => Some(&**error),
            Self::UnknownChannel | Self::Request | Self::NotAccepted(_) | Self::Claimed => None,
        }
    }
}

impl From<ClientError> for GuardianError {
    fn from(error: ClientError) -> Self {
        Self::Client(error)
    }
}
