//! [`Mirror`]: the copy of the calendars.

use std::collections::BTreeMap;

use cronofy_hooks::BoxError;
use cronofy_hooks::payload::Event;
use sqlx::Pool;

use crate::database::MirrorDatabase;

/// Both databases number their parameters in this way, and have this form of an upsert.
const CREATE: &str =
    "CREATE TABLE IF NOT EXISTS event (event_uid TEXT PRIMARY KEY, calendar_id TEXT NOT NULL, body TEXT NOT NULL)";
const UPSERT: &str = "INSERT INTO event (event_uid, calendar_id, body) VALUES ($1, $2, $3) ON CONFLICT (event_uid) \
    DO UPDATE SET calendar_id = excluded.calendar_id, body = excluded.body";
const DELETE: &str = "DELETE FROM event WHERE event_uid = $1";

/// The table of events, in the database of the inbox.
#[derive(Clone, Debug)]
pub struct Mirror<DB: MirrorDatabase> {
    /// Its connections.
    pub pool: Pool<DB>,
}

impl<DB: MirrorDatabase> Mirror<DB> {
    /// Makes the table unless it is there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open(pool: Pool<DB>) -> Result<Self, sqlx::Error> {
        DB::execute(&mut *pool.acquire().await?, CREATE, &[]).await?;
        Ok(Self { pool })
    }

    /// The events, by `event_uid`.
    ///
    /// # Errors
    /// When the database fails, or a row is no event.
    pub async fn events(&self) -> Result<BTreeMap<String, Event>, BoxError> {
        let rows = DB::rows(&self.pool, "SELECT event_uid, body FROM event").await?;
        rows.into_iter().map(|(event_uid, body)| Ok((event_uid, serde_json::from_str(&body)?))).collect()
    }

    /// The `event_uid`s.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn known(&self) -> Result<Vec<String>, sqlx::Error> {
        let rows = DB::rows(&self.pool, "SELECT event_uid, calendar_id FROM event").await?;
        Ok(rows.into_iter().map(|(event_uid, _)| event_uid).collect())
    }
}

/// Writes events, or takes them away. Done twice, it is the same.
///
/// # Errors
/// When the database fails.
pub async fn write<DB: MirrorDatabase>(connection: &mut DB::Connection, events: &[Event]) -> Result<(), BoxError> {
    for event in events {
        let Some(event_uid) = &event.event_uid else { continue };
        if event.deleted == Some(true) {
            remove::<DB>(connection, event_uid).await?;
            continue;
        }
        let calendar_id = event.calendar_id.as_deref().unwrap_or_default();
        DB::execute(connection, UPSERT, &[event_uid, calendar_id, &serde_json::to_string(event)?]).await?;
    }
    Ok(())
}

/// Takes an event away.
///
/// # Errors
/// When the database fails.
pub async fn remove<DB: MirrorDatabase>(connection: &mut DB::Connection, event_uid: &str) -> Result<(), sqlx::Error> {
    DB::execute(connection, DELETE, &[event_uid]).await
}
