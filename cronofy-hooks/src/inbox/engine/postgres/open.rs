//! Opening an inbox: checks of the server, tables and connections.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sqlx::postgres::PgPoolOptions;
use sqlx::{PgConnection, Row};
use tokio::time::timeout;

use super::engine::PostgresEngine;
use super::error::{failed, timed_out};
use super::inbox::PostgresInbox;
use super::inbox::{PoolSource, PostgresInboxOptions};
use super::listen::Listening;
use super::migrate::prepare;
use super::schema::{Schema, Statements};
use super::sql::last_row;
use super::store::PostgresStore;
use crate::inbox::batcher::Batcher;
use crate::inbox::engine::shared::Adapter;
use crate::inbox::error::InboxError;

/// The connections of a pool that the inbox makes: for queries, actions and the transactions of handlers.
const OWN_CONNECTIONS: u32 = 8;
/// How long opening may take, apart from migrations.
const LIMIT: Duration = Duration::from_secs(30);
/// Older servers lack features that the statements use.
const OLDEST: i32 = 130_000;

impl PostgresInboxOptions {
    /// Opens the inbox. It takes one connection out of the pool for good, and makes a second one; the pool
    /// can replace the one that was taken.
    ///
    /// # Errors
    /// [`Misconfigured`](crate::inbox::InboxErrorKind::Misconfigured) when the database would not be durable,
    /// is of another release, or denies the user something that the inbox needs;
    /// [`Unavailable`](crate::inbox::InboxErrorKind::Unavailable) when the server does not answer.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub async fn open(self) -> Result<PostgresInbox, InboxError> {
        let schema = Schema::new(&self.schema)?;
        let (pool, is_own_pool) = match self.source {
            PoolSource::Application(pool) => (pool, false),
            PoolSource::Own(options) => {
                (PgPoolOptions::new().max_connections(OWN_CONNECTIONS).connect_lazy_with(*options), true)
            }
        };
        let engine = PostgresEngine {
            statements: Statements::new(&schema),
            pool,
            is_own_pool,
            schema,
            clock: self.clock,
            process: Arc::default(),
            listening: OnceLock::new(),
        };
        // Detached from the pool, because an error leaves it in an unknown state.
        let connection = timeout(LIMIT, engine.pool.acquire()).await.map_err(|_| timed_out())?;
        let mut connection = connection.map_err(failed)?.detach();
        timeout(LIMIT, check_server(&mut connection)).await.map_err(|_| timed_out())??;
        prepare(&mut connection, &engine.schema, self.migrate).await?;
        drop(connection);

        let engine = Arc::new(engine);
        let store = timeout(LIMIT, PostgresStore::open(Arc::clone(&engine))).await.map_err(|_| timed_out())??;
        let batcher = Batcher::start(store);
        let (schema, own) = (engine.schema.clone(), Arc::clone(&engine.process));
        engine.listening.get_or_init(|| Listening::start(&engine.pool, schema, own, batcher.waker()));
        Ok(PostgresInbox(Adapter { engine, batcher }))
    }
}

async fn check_server(connection: &mut PgConnection) -> Result<(), InboxError> {
    let sql = "SELECT current_setting('server_version_num')::integer, current_setting('server_encoding')";
    let row = last_row(connection, sql.to_owned()).await.map_err(failed)?;
    let version: i32 = row.try_get(0).map_err(failed)?;
    if version < OLDEST {
        return Err(InboxError::misconfigured(
            "the PostgreSQL server is too old; an inbox needs PostgreSQL 13 or later",
        ));
    }
    let encoding: String = row.try_get(1).map_err(failed)?;
    if !matches!(&*encoding, "UTF8" | "SQL_ASCII") {
        return Err(InboxError::misconfigured(format!(
            "the database stores text as {encoding}, which has not all characters; create it with \
             `ENCODING 'UTF8' TEMPLATE template0`"
        )));
    }
    Ok(())
}
