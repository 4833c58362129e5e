//! [`InboxError`]: why an inbox failed.

use std::fmt;
use std::sync::Arc;

use crate::outcome::BoxError;
use crate::text::Chain;

/// Why a method of an inbox failed.
///
/// While an inbox fails, deliveries are answered 503, so that the service sends them again.
///
/// `{error}` writes the message alone. `{error:#}` also writes the cause, such as the error of the
/// database: show that to people.
///
/// ```
/// use cronofy_hooks::inbox::{InboxError, InboxErrorKind};
///
/// let message = "the file cannot be opened; check that it exists";
/// let error = InboxError::new(InboxErrorKind::Unavailable, message).with_source("permission denied");
/// assert_eq!(format!("{error:#}"), "the file cannot be opened; check that it exists: permission denied");
/// ```
#[derive(Clone, Debug)]
pub struct InboxError {
    kind: InboxErrorKind,
    message: String,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// The ways in which an inbox fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InboxErrorKind {
    /// The setup cannot work; the message says what to change.
    Misconfigured,
    /// Deliveries arrive faster than the store writes, or the disk is full.
    Full,
    /// The store does not answer, or refuses. It may work later.
    Unavailable,
    /// The stored data cannot be read.
    Corrupt,
    /// The inbox was closed.
    Closed,
    /// The engine cannot do this.
    Unsupported,
}

impl InboxErrorKind {
    /// Its name in the metrics.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Misconfigured => "misconfigured",
            Self::Full => "full",
            Self::Unavailable => "unavailable",
            Self::Corrupt => "corrupt",
            Self::Closed => "closed",
            Self::Unsupported => "unsupported",
        }
    }
}

impl InboxError {
    /// An error with a message for people: what is wrong, then what to do.
    #[must_use]
    pub fn new(kind: InboxErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// The same error, with its cause.
    #[must_use]
    pub fn with_source(self, source: impl Into<BoxError>) -> Self {
        Self { source: Some(source.into().into()), ..self }
    }

    /// In which way the inbox failed.
    #[must_use]
    pub fn kind(&self) -> InboxErrorKind {
        self.kind
    }

    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn misconfigured(message: impl Into<String>) -> Self {
        Self::new(InboxErrorKind::Misconfigured, message)
    }

    pub(crate) fn no_transactions() -> Self {
        Self::new(
            InboxErrorKind::Unsupported,
            "this inbox has no transactions; use an inbox in SQLite or PostgreSQL, or take no `Tx`",
        )
    }

    pub(crate) fn no_search() -> Self {
        Self::new(
            InboxErrorKind::Unsupported,
            "this inbox cannot search its deliveries; use an inbox in SQLite or PostgreSQL, or implement `deliveries_of` \
             and `delete`",
        )
    }

    /// The error of every method after [`Inbox::close`](super::Inbox::close).
    #[must_use]
    pub fn closed() -> Self {
        Self::new(InboxErrorKind::Closed, "the inbox is closed")
    }
}

impl fmt::Display for InboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(source) if f.alternate() => write!(f, "{}: {}", self.message, Chain(&**source)),
            _ => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for InboxError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn std::error::Error + 'static))
    }
}
