//! [`Mirror`]: the copy of the calendars.

use std::collections::BTreeMap;
use std::path::Path;

use cronofy_hooks::BoxError;
use cronofy_hooks::payload::Event;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{SqliteConnection, SqlitePool};

const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS event (event_uid TEXT PRIMARY KEY, calendar_id TEXT NOT NULL, body TEXT NOT NULL)";

/// The table of events, in the file of the inbox.
#[derive(Clone, Debug)]
pub struct Mirror {
    /// Its connections.
    pub pool: SqlitePool,
}

impl Mirror {
    /// Opens the file that the inbox made, and makes the table unless it is there.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn open(file: &Path) -> Result<Self, sqlx::Error> {
        let pool = SqlitePoolOptions::new().max_connections(4);
        let pool = pool.connect_with(SqliteConnectOptions::new().filename(file)).await?;
        sqlx::query(TABLE).execute(&pool).await?;
        Ok(Self { pool })
    }

    /// The events, by `event_uid`.
    ///
    /// # Errors
    /// When SQLite fails, or a row is no event.
    pub async fn events(&self) -> Result<BTreeMap<String, Event>, BoxError> {
        let rows = sqlx::query_as::<_, (String, String)>("SELECT event_uid, body FROM event");
        let rows = rows.fetch_all(&self.pool).await?;
        rows.into_iter().map(|(event_uid, body)| Ok((event_uid, serde_json::from_str(&body)?))).collect()
    }

    /// The `event_uid`s.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn known(&self) -> Result<Vec<String>, sqlx::Error> {
        sqlx::query_scalar("SELECT event_uid FROM event").fetch_all(&self.pool).await
    }
}

/// Writes an event, or takes it away. Done twice, it is the same.
///
/// # Errors
/// When SQLite fails.
pub async fn write(connection: &mut SqliteConnection, event: &Event) -> Result<(), BoxError> {
    let Some(event_uid) = &event.event_uid else { return Ok(()) };
    if event.deleted == Some(true) {
        return Ok(remove(connection, event_uid).await?);
    }
    let upsert = "INSERT INTO event (event_uid, calendar_id, body) VALUES (?, ?, ?) ON CONFLICT (event_uid) \
        DO UPDATE SET calendar_id = excluded.calendar_id, body = excluded.body";
    let calendar_id = event.calendar_id.clone().unwrap_or_default();
    sqlx::query(upsert)
        .bind(event_uid)
        .bind(calendar_id)
        .bind(serde_json::to_string(event)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes an event away.
///
/// # Errors
/// When SQLite fails.
pub async fn remove(connection: &mut SqliteConnection, event_uid: &str) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM event WHERE event_uid = ?").bind(event_uid).execute(connection).await.map(drop)
}
