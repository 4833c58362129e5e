//! [`PostgresInbox`], and [`PostgresInboxOptions`]: how to open it.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;

use super::engine::PostgresEngine;
use super::error::failed;
use super::schema::DEFAULT;
use crate::inbox::engine::shared::{Adapter, EngineClock};
use crate::inbox::error::InboxError;
use crate::inbox::forward::forward_inbox;
use crate::inbox::store::Inbox;

/// An inbox in a PostgreSQL database.
///
/// It is cheap to clone: all clones are the same inbox.
#[derive(Clone)]
pub struct PostgresInbox(pub(super) Adapter<PostgresEngine>);

impl Inbox for PostgresInbox {
    forward_inbox!(this => this.0);
}

impl fmt::Debug for PostgresInbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresInbox").field("schema", &self.0.engine.schema.name()).finish_non_exhaustive()
    }
}

/// How to open an inbox. Made by [`PostgresInbox::options`].
#[derive(Clone, Debug)]
#[must_use = "only `open` opens it"]
pub struct PostgresInboxOptions {
    pub(super) source: PoolSource,
    pub(super) schema: String,
    pub(super) clock: EngineClock,
    pub(super) migrate: bool,
}

#[derive(Clone)]
pub(super) enum PoolSource {
    Application(PgPool),
    Own(Box<PgConnectOptions>),
}

impl PostgresInbox {
    /// Opens the inbox in the database of the application's own pool, and makes its tables if there are
    /// none.
    ///
    /// # Errors
    /// Those of [`PostgresInboxOptions::open`].
    pub async fn open(pool: PgPool) -> Result<Self, InboxError> {
        Self::options(pool).open().await
    }

    /// Opens the inbox in the database of a URL, `postgres://user:password@host/database`, with a small
    /// pool of its own.
    ///
    /// # Errors
    /// Those of [`PostgresInboxOptions::from_url`] and [`PostgresInboxOptions::open`].
    pub async fn from_url(url: &str) -> Result<Self, InboxError> {
        PostgresInboxOptions::from_url(url)?.open().await
    }

    /// Sets how to open the inbox in the database of a pool.
    pub fn options(pool: PgPool) -> PostgresInboxOptions {
        PostgresInboxOptions::new(PoolSource::Application(pool))
    }
}

impl PostgresInboxOptions {
    fn new(source: PoolSource) -> Self {
        Self { source, schema: DEFAULT.to_owned(), clock: EngineClock::default(), migrate: true }
    }

    /// For the database of a URL, `postgres://user:password@host/database`, with a small pool of its own.
    /// [`PgConnectOptions`] lists the parameters of such a URL.
    ///
    /// # Errors
    /// [`Misconfigured`](crate::inbox::InboxErrorKind::Misconfigured) when it is not a URL of PostgreSQL.
    pub fn from_url(url: &str) -> Result<Self, InboxError> {
        // sqlx accepts every scheme.
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(InboxError::misconfigured(
                "the URL of an inbox in PostgreSQL begins with `postgres://`, as in `postgres://app@localhost/app`",
            ));
        }
        let options = PgConnectOptions::from_str(url).map_err(failed)?;
        Ok(Self::new(PoolSource::Own(Box::new(options))))
    }

    /// The schema of the tables; `cronofy_hooks` unless set. Inboxes in different schemas are independent.
    pub fn schema(self, schema: impl Into<String>) -> Self {
        Self { schema: schema.into(), ..self }
    }

    /// The clock, for tests; that of the database unless set, so that the time is the same on all machines.
    ///
    /// It decides when a job is due, and hooks with this inbox take it as well.
    pub fn clock(self, now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { clock: EngineClock::new(now), ..self }
    }

    /// Whether to run [migrations](super::MIGRATIONS) that the schema lacks; yes unless set. A missing schema
    /// is created.
    pub fn migrate(self, migrate: bool) -> Self {
        Self { migrate, ..self }
    }
}

/// Without the URL, which may contain a password.
impl fmt::Debug for PoolSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Application(_) => "Pool",
            Self::Own(_) => "Url",
        })
    }
}
