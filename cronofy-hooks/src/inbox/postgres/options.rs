//! [`PostgresInboxOptions`]: how to open an inbox.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::time::Duration;

use jiff::Timestamp;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgConnection, PgPool, Row};
use tokio::time::timeout;

use super::super::error::InboxError;
use super::super::writer::Writer;
use super::engine::{Inner, PostgresInbox};
use super::error::{failed, misconfigured, too_late};
use super::listen::Listening;
use super::migrate::prepare;
use super::schema::{DEFAULT, Schema, Statements};
use super::session::Session;
use super::shared::{Shared, last_row};
use super::store::PostgresStore;
use super::time::Clock;

/// The connections of a pool that belongs to an inbox: for looking, changing, and handlers with
/// transactions.
const OWN_CONNECTIONS: u32 = 8;
/// How long opening may take, apart from migrations.
const LIMIT: Duration = Duration::from_secs(30);
/// Older servers lack what the statements use.
const OLDEST: i32 = 130_000;

/// How to open an inbox. Made by [`PostgresInbox::options`].
#[derive(Clone, Debug)]
#[must_use]
pub struct PostgresInboxOptions {
    source: Source,
    schema: String,
    clock: Clock,
    migrate: bool,
}

#[derive(Clone)]
enum Source {
    Pool(PgPool),
    Own(Box<PgConnectOptions>),
}

impl PostgresInboxOptions {
    pub(super) fn new(pool: PgPool) -> Self {
        Self::of(Source::Pool(pool))
    }

    fn of(source: Source) -> Self {
        Self { source, schema: DEFAULT.to_owned(), clock: Clock::default(), migrate: true }
    }

    /// For the database of a URL, `postgres://user:password@host/database`, with a small pool of its
    /// own. [`PgConnectOptions`] tells what else a URL can say.
    ///
    /// # Errors
    /// [`Misconfigured`](super::super::InboxErrorKind::Misconfigured) when it is no URL of PostgreSQL.
    pub fn from_url(url: &str) -> Result<Self, InboxError> {
        // sqlx takes every scheme for PostgreSQL.
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(misconfigured(
                "the URL of an inbox in PostgreSQL begins with `postgres://`, as in `postgres://app@localhost/app`",
            ));
        }
        let options = PgConnectOptions::from_str(url).map_err(failed)?;
        Ok(Self::of(Source::Own(Box::new(options))))
    }

    /// The schema of the tables; `cronofy_hooks` unless set. Inboxes in different schemas have
    /// nothing to do with each other.
    pub fn schema(self, schema: impl Into<String>) -> Self {
        Self { schema: schema.into(), ..self }
    }

    /// Tells the time, for tests; that of the database unless set, so that it is the same on all
    /// machines.
    pub fn clock(self, now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { clock: Clock::new(now), ..self }
    }

    /// Whether to run [migrations](super::MIGRATIONS) that the schema lacks; yes unless set. The
    /// schema is made where there is none.
    pub fn migrate(self, migrate: bool) -> Self {
        Self { migrate, ..self }
    }

    /// Opens the inbox. It takes one connection out of the pool, for good, and makes a second one;
    /// the pool can replace what was taken.
    ///
    /// # Errors
    /// [`Misconfigured`](super::super::InboxErrorKind::Misconfigured) when the database would not be
    /// durable, is of another release, or does not let the user do what it needs;
    /// [`Unavailable`](super::super::InboxErrorKind::Unavailable) when the server does not answer.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub async fn open(self) -> Result<PostgresInbox, InboxError> {
        let schema = Schema::new(&self.schema)?;
        let (pool, is_own_pool) = match self.source {
            Source::Pool(pool) => (pool, false),
            Source::Own(options) => {
                (PgPoolOptions::new().max_connections(OWN_CONNECTIONS).connect_lazy_with(*options), true)
            }
        };
        let shared = Shared {
            statements: Statements::new(&schema),
            pool,
            is_own_pool,
            schema,
            clock: self.clock,
            process: AtomicU32::new(0),
            closed: AtomicBool::new(false),
        };
        // Not the pool's any more: it is not known in what state an error leaves it.
        let connection = timeout(LIMIT, shared.pool.acquire()).await.map_err(|_| too_late())?;
        let mut connection = connection.map_err(failed)?.detach();
        timeout(LIMIT, check_server(&mut connection)).await.map_err(|_| too_late())??;
        prepare(&mut connection, &shared.schema, self.migrate).await?;
        drop(connection);

        let session = timeout(LIMIT, Session::open(&shared)).await.map_err(|_| too_late())??;
        let shared = Arc::new(shared);
        let writer = Writer::start(PostgresStore::new(Arc::clone(&shared), session));
        let listening = Listening::start(Arc::clone(&shared), writer.clone());
        Ok(PostgresInbox(Arc::new(Inner { shared, writer, listening })))
    }
}

async fn check_server(connection: &mut PgConnection) -> Result<(), InboxError> {
    let sql = "SELECT current_setting('server_version_num')::integer, current_setting('server_encoding')";
    let row = last_row(connection, sql.to_owned()).await.map_err(failed)?;
    let version: i32 = row.try_get(0).map_err(failed)?;
    if version < OLDEST {
        return Err(misconfigured("the PostgreSQL server is too old; an inbox needs PostgreSQL 13 or later"));
    }
    let encoding: String = row.try_get(1).map_err(failed)?;
    if !matches!(&*encoding, "UTF8" | "SQL_ASCII") {
        return Err(misconfigured(format!(
            "the database stores text as {encoding}, which has not all characters; create it with \
             `ENCODING 'UTF8' TEMPLATE template0`"
        )));
    }
    Ok(())
}

/// A URL may have a password.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pool(_) => "Pool",
            Self::Own(_) => "Url",
        })
    }
}
