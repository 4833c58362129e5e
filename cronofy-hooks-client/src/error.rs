//! [`ClientError`]: why a call failed, and what to do.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use cronofy_hooks_types::__private::Chain;
use cronofy_hooks_types::response::ErrorDetail;

/// An error of the application's own: of a [`TokenStore`](crate::TokenStore).
///
/// The same type as `cronofy_hooks::BoxError`: a function that returns either can use `?` on both.
pub type StoreError = Box<dyn Error + Send + Sync>;

/// Why a call failed.
///
/// The message names the call, what is wrong and what to do. Neither it nor `Debug` shows a token, a secret or a
/// value of a body: what the service says about the fields of a request is in [`errors`](Self::errors).
///
/// `{error}` writes the message alone; `{error:#}` also writes its causes, such as why no connection could be made.
#[derive(Clone)]
pub struct ClientError(Arc<ErrorParts>);

/// What kind of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClientErrorKind {
    /// The base URL cannot be used.
    BaseUrl,
    /// An id cannot be a part of a path.
    Id,
    /// The certificates of the system could not be loaded.
    Tls,
    /// No connection could be made: nothing was sent.
    Connect,
    /// The connection failed after the request was sent.
    Connection,
    /// The answer did not come in time.
    Timeout,
    /// The answer is too large to be one of the service.
    TooLarge,
    /// The answer is not what the documentation says.
    UnexpectedAnswer,
    /// A URL that came from the service or from a notification leads elsewhere: no credentials are sent there.
    ForeignUrl,
    /// 400 `invalid_grant`: the user took the access back, or the code was used before. The user has to log in again.
    InvalidGrant,
    /// 400: a request for tokens was refused for another reason, such as a wrong client secret.
    TokenRequest,
    /// 401: the token or the secret is not known, also after a refresh.
    Unauthorized,
    /// 402: the plan of the application does not have this.
    NotInPlan,
    /// 403: the account did not grant the scope that this needs, or the calendar is read-only.
    Forbidden,
    /// 404: there is no such thing.
    NotFound,
    /// 422: fields of the request are wrong; [`ClientError::errors`] has them.
    Invalid,
    /// 423: the account or the profile is locked.
    Locked,
    /// 429: the application sent too many requests.
    TooManyRequests,
    /// 5xx: the service failed.
    Server,
    /// Another status.
    Status,
    /// The token store has no tokens for the account: it never logged in, or was removed.
    NoTokens,
    /// The token store failed; the source says how.
    Store,
}

struct ErrorParts {
    kind: ClientErrorKind,
    /// The method, and the path with the names of its ids.
    call: Option<(&'static str, &'static str)>,
    status: Option<u16>,
    errors: BTreeMap<String, Vec<ErrorDetail>>,
    retry_after: Option<Duration>,
    /// Where an answer does not fit: line and column, or field.
    place: Option<String>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl ClientError {
    pub(crate) fn new(kind: ClientErrorKind) -> Self {
        Self(Arc::new(ErrorParts {
            kind,
            call: None,
            status: None,
            errors: BTreeMap::new(),
            retry_after: None,
            place: None,
            source: None,
        }))
    }

    fn with(mut self, change: impl FnOnce(&mut ErrorParts)) -> Self {
        // Only the error that is being made is changed, and nothing else holds it.
        if let Some(parts) = Arc::get_mut(&mut self.0) {
            change(parts);
        }
        self
    }

    pub(crate) fn of(self, method: &'static str, path: &'static str) -> Self {
        self.with(|parts| parts.call = Some((method, path)))
    }

    pub(crate) fn with_status(self, status: u16, retry_after: Option<Duration>) -> Self {
        self.with(|parts| (parts.status, parts.retry_after) = (Some(status), retry_after))
    }

    pub(crate) fn with_errors(self, errors: BTreeMap<String, Vec<ErrorDetail>>) -> Self {
        self.with(|parts| parts.errors = errors)
    }

    pub(crate) fn with_place(self, place: String) -> Self {
        self.with(|parts| parts.place = Some(place))
    }

    pub(crate) fn with_source(self, source: impl Into<StoreError>) -> Self {
        self.with(|parts| parts.source = Some(Arc::from(source.into())))
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> ClientErrorKind {
        self.0.kind
    }

    /// The status, if the service answered.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// What the service says about each field of the request, for 422 and some others. The descriptions are for
    /// people, and may hold values of the request.
    #[must_use]
    pub fn errors(&self) -> &BTreeMap<String, Vec<ErrorDetail>> {
        &self.0.errors
    }

    /// The names of the fields that are wrong.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.errors.keys().map(String::as_str)
    }

    /// How long the service asked to wait, if it did.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the same call may succeed later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        use ClientErrorKind::{Connect, Connection, Locked, Server, Store, Timeout, TooManyRequests};
        matches!(self.0.kind, Connect | Connection | Locked | Server | Store | Timeout | TooManyRequests)
    }

    /// Whether the user has to log in again.
    #[must_use]
    pub fn needs_login(&self) -> bool {
        matches!(self.0.kind, ClientErrorKind::InvalidGrant | ClientErrorKind::NoTokens)
    }
}

impl ClientErrorKind {
    /// What is wrong, and what to do.
    const fn message(self) -> &'static str {
        match self {
            Self::BaseUrl => {
                "the base URL must be https://HOST, or http on this machine, without a path: use a `DataCenter`"
            }
            Self::Id => "an id cannot be empty, `.` or `..`: take it from an answer or a notification",
            Self::Tls => "the certificates of this system could not be loaded: install the package with them",
            Self::Connect => "could not connect to the service: check the network and the base URL",
            Self::Connection => "the connection failed before the answer was complete: try again later",
            Self::Timeout => "the answer did not come in time: try again later, or allow more time",
            Self::TooLarge => "the answer is too large to be one of the service: check the base URL",
            Self::UnexpectedAnswer => "the answer is not what the documentation says: check the base URL",
            Self::ForeignUrl => {
                "the URL is on another host than the API, so no credentials were sent there: check the URL, and the base URL"
            }
            Self::InvalidGrant => "the grant is not valid any more: let the user log in again",
            Self::TokenRequest => "the request for tokens was refused: check the client id and the client secret",
            Self::Unauthorized => {
                "the credentials are not known: check the client secret, or let the user log in again"
            }
            Self::NotInPlan => "the plan of the application does not have this",
            Self::Forbidden => "this is not allowed: ask the user for the scope, or use a calendar that can be written",
            Self::NotFound => "there is no such thing: check the ids, and the data center",
            Self::Invalid => "the request is not valid: correct the fields",
            Self::Locked => "the account or the profile is locked: try again later",
            Self::TooManyRequests => "too many requests: try again later",
            Self::Server => "the service failed: try again later",
            Self::Status => "the service answered with a status that the documentation does not name",
            Self::NoTokens => "there are no tokens for this account: let the user log in",
            Self::Store => "the token store failed",
        }
    }
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return Chain(self).fmt(f);
        }
        let ErrorParts { kind, call, status, errors, place, .. } = &*self.0;
        if let Some((method, path)) = call {
            write!(f, "{method} {path}: ")?;
        }
        if let Some(status) = status {
            write!(f, "{status}: ")?;
        }
        f.write_str(kind.message())?;
        if let Some(place) = place {
            write!(f, " (at {place})")?;
        }
        for (at, (field, details)) in errors.iter().enumerate() {
            let mut keys: Vec<_> = details.iter().map(|detail| detail.key.as_str()).collect();
            // A field can break two rules that have one key.
            keys.dedup();
            let keys = keys.join(", ");
            let start = if at == 0 { ": " } else { "; " };
            write!(f, "{start}{field} ({keys})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ErrorParts { kind, source, .. } = &*self.0;
        write!(f, "ClientError({kind:?}, \"{self}\"")?;
        if let Some(source) = source {
            write!(f, ", {source}")?;
        }
        f.write_str(")")
    }
}

impl Error for ClientError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn Error + 'static))
    }
}
