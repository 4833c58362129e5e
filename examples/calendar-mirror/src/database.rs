//! [`MirrorDatabase`]: the databases that the application can be started with. An application with one database does
//! not need this trait: copy the lines of that database.

use std::sync::Arc;

use cronofy_hooks::extract::ProvidedBy;
use cronofy_hooks::inbox::{Inbox, PostgresInbox, SqliteInbox};
use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::{BoxError, Handlers, handlers};
use cronofy_hooks_sync::{
    CalendarSync, ChannelStore, CursorConnection, CursorStore, PostgresChannels, PostgresCursors, SqliteChannels,
    SqliteCursors,
};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{PgPool, Pool, Postgres, Sqlite};

use crate::handlers::{change, change_in_postgres};

/// The clock of this machine.
pub type AppClock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A database with inbox, cursors, channels and copy.
pub trait MirrorDatabase: sqlx::Database<Connection: CursorConnection> {
    /// Where cursors are kept.
    type Cursors: CursorStore;
    /// Where guarded channels are kept.
    type Channels: ChannelStore;

    /// Begins a transaction that writes.
    const BEGIN: &'static str;

    /// Opens the inbox and a pool: in a file at this path, or in the database at this URL.
    fn open(place: &str, clock: AppClock) -> impl Future<Output = Result<(Arc<dyn Inbox>, Pool<Self>), BoxError>>;

    /// Opens the cursors.
    fn cursors(pool: Pool<Self>) -> impl Future<Output = Result<Self::Cursors, sqlx::Error>> + Send;

    /// Opens the guarded channels.
    fn channels(pool: Pool<Self>) -> impl Future<Output = Result<Self::Channels, sqlx::Error>> + Send;

    /// The handlers. Everything but `change` is acknowledged, and nothing is done about it.
    fn handlers() -> Handlers<impl ProvidedBy<CalendarSync>>;

    /// Executes a statement with these parameters.
    fn execute(
        connection: &mut Self::Connection,
        sql: &'static str,
        parameters: &[&str],
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// The rows of a query for two texts.
    fn rows(
        pool: &Pool<Self>,
        sql: &'static str,
    ) -> impl Future<Output = Result<Vec<(String, String)>, sqlx::Error>> + Send;
}

/// What is the same but for the types.
macro_rules! same {
    ($database:ty, $cursors:ty, $channels:ty, $change:ident) => {
        type Cursors = $cursors;
        type Channels = $channels;

        async fn cursors(pool: Pool<Self>) -> Result<$cursors, sqlx::Error> {
            <$cursors>::new(pool).await
        }

        async fn channels(pool: Pool<Self>) -> Result<$channels, sqlx::Error> {
            <$channels>::new(pool).await
        }

        fn handlers() -> Handlers<impl ProvidedBy<CalendarSync>> {
            handlers![$change, ..]
        }

        async fn execute(
            connection: &mut <$database as sqlx::Database>::Connection,
            sql: &'static str,
            parameters: &[&str],
        ) -> Result<(), sqlx::Error> {
            let query = parameters.iter().fold(sqlx::query(sql), |query, parameter| query.bind(*parameter));
            query.execute(connection).await.map(drop)
        }

        async fn rows(pool: &Pool<Self>, sql: &'static str) -> Result<Vec<(String, String)>, sqlx::Error> {
            sqlx::query_as(sql).fetch_all(pool).await
        }
    };
}

impl MirrorDatabase for Sqlite {
    const BEGIN: &'static str = "BEGIN IMMEDIATE";

    async fn open(file: &str, clock: AppClock) -> Result<(Arc<dyn Inbox>, Pool<Self>), BoxError> {
        let inbox = SqliteInbox::options(file).clock(move || clock()).open().await?;
        let pool = SqlitePoolOptions::new().max_connections(4);
        let pool = pool.connect_with(SqliteConnectOptions::new().filename(file)).await?;
        Ok((Arc::new(inbox), pool))
    }

    same! { Sqlite, SqliteCursors, SqliteChannels, change }
}

impl MirrorDatabase for Postgres {
    const BEGIN: &'static str = "BEGIN";

    async fn open(url: &str, clock: AppClock) -> Result<(Arc<dyn Inbox>, Pool<Self>), BoxError> {
        let pool = PgPool::connect(url).await?;
        let inbox = PostgresInbox::options(pool.clone()).clock(move || clock()).open().await?;
        Ok((Arc::new(inbox), pool))
    }

    same! { Postgres, PostgresCursors, PostgresChannels, change_in_postgres }
}
