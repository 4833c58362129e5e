//! Guarded channels in SQL databases: one table, in the application's own.

use cronofy_hooks::BoxError;
use jiff::Timestamp;

use super::guarded::{ChannelState, GuardedChannel};
use super::store::{ChannelQuery, ChannelStore};

/// Both databases number their parameters in this way, and have these types. Times are in seconds.
macro_rules! create_table {
    () => {
        "CREATE TABLE IF NOT EXISTS cronofy_channels (\
         account_id TEXT NOT NULL, callback_url TEXT NOT NULL, request TEXT NOT NULL, channel_id TEXT, \
         is_pending BOOLEAN NOT NULL, state TEXT NOT NULL, last_success BIGINT, failing_since BIGINT, \
         failures BIGINT NOT NULL, has_gap BOOLEAN NOT NULL, claimed_at BIGINT, fence BIGINT NOT NULL, \
         due_at BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (account_id, callback_url)); \
         CREATE INDEX IF NOT EXISTS cronofy_channels_id ON cronofy_channels (channel_id); \
         CREATE INDEX IF NOT EXISTS cronofy_channels_due ON cronofy_channels (due_at)"
    };
}
const INSERT: &str = "INSERT INTO cronofy_channels (account_id, callback_url, request, channel_id, is_pending, \
    state, last_success, failing_since, failures, has_gap, claimed_at, fence, due_at, version) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING";
/// One statement, so that no other one comes between the comparison and the write.
const UPDATE: &str = "UPDATE cronofy_channels SET request = $3, channel_id = $4, is_pending = $5, state = $6, \
    last_success = $7, failing_since = $8, failures = $9, has_gap = $10, claimed_at = $11, fence = $12, due_at = $13, \
    version = $14 WHERE account_id = $1 AND callback_url = $2 AND version + 1 = $14";
const REMOVE: &str = "DELETE FROM cronofy_channels WHERE account_id = $1 AND callback_url = $2 AND version = $3";

/// The statement of a query. Its parameters are those of the query, in order.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT account_id, callback_url, request, channel_id, is_pending, state, last_success, failing_since, ",
            "failures, has_gap, claimed_at, fence, due_at, version FROM cronofy_channels ",
            $rest
        )
    };
}

type ChannelRow = (
    String,
    String,
    String,
    Option<String>,
    bool,
    String,
    Option<i64>,
    Option<i64>,
    i64,
    bool,
    Option<i64>,
    i64,
    i64,
    i64,
);

fn channel(row: ChannelRow) -> Result<GuardedChannel, BoxError> {
    let (account_id, callback_url, request, channel_id, is_pending, state, last_success, failing_since, ..) = row;
    let (.., failures, has_gap, claimed_at, fence, due_at, version) = row;
    let time = |second: Option<i64>| second.map(Timestamp::from_second).transpose();
    Ok(GuardedChannel {
        account_id,
        callback_url,
        request: serde_json::from_str(&request)?,
        channel_id,
        is_pending,
        state: ChannelState::named(&state).ok_or("a later release stored a state that this one does not know")?,
        last_success: time(last_success)?,
        failing_since: time(failing_since)?,
        failures,
        has_gap,
        claimed_at: time(claimed_at)?,
        fence,
        due_at: Timestamp::from_second(due_at)?,
        version,
    })
}

macro_rules! sql_channels {
    ($(#[$attribute:meta])* $store:ident, $database:ty, $create:expr) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        pub struct $store(sqlx::Pool<$database>);

        impl $store {
            /// A store in this database. Makes the table `cronofy_channels` unless it is there.
            ///
            /// # Errors
            /// When the database fails.
            pub async fn new(pool: sqlx::Pool<$database>) -> Result<Self, sqlx::Error> {
                sqlx::raw_sql($create).execute(&pool).await?;
                Ok(Self(pool))
            }
        }

        impl ChannelStore for $store {
            async fn select(&self, query: ChannelQuery<'_>) -> Result<Vec<GuardedChannel>, BoxError> {
                let query = match query {
                    ChannelQuery::All => sqlx::query_as::<_, ChannelRow>(select!("")),
                    ChannelQuery::InTrouble => {
                        sqlx::query_as(select!("WHERE state <> 'open' OR failing_since IS NOT NULL"))
                    }
                    ChannelQuery::Due(now) => {
                        sqlx::query_as(select!("WHERE due_at <= $1 ORDER BY due_at")).bind(now.as_second())
                    }
                    ChannelQuery::Id(id) => sqlx::query_as(select!("WHERE channel_id = $1")).bind(id),
                    ChannelQuery::Url { account_id, callback_url } => {
                        let query = sqlx::query_as(select!("WHERE account_id = $1 AND callback_url = $2"));
                        query.bind(account_id).bind(callback_url)
                    }
                };
                query.fetch_all(&self.0).await?.into_iter().map(channel).collect()
            }

            async fn replace(&self, next: &GuardedChannel) -> Result<bool, BoxError> {
                let query = sqlx::query(if next.version == 1 { INSERT } else { UPDATE })
                    .bind(&next.account_id)
                    .bind(&next.callback_url)
                    .bind(serde_json::to_string(&next.request)?)
                    .bind(&next.channel_id)
                    .bind(next.is_pending)
                    .bind(next.state.as_str())
                    .bind(next.last_success.map(Timestamp::as_second))
                    .bind(next.failing_since.map(Timestamp::as_second))
                    .bind(next.failures)
                    .bind(next.has_gap)
                    .bind(next.claimed_at.map(Timestamp::as_second))
                    .bind(next.fence)
                    .bind(next.due_at.as_second())
                    .bind(next.version);
                Ok(query.execute(&self.0).await?.rows_affected() == 1)
            }

            async fn remove(&self, channel: &GuardedChannel) -> Result<bool, BoxError> {
                let query = sqlx::query(REMOVE).bind(&channel.account_id).bind(&channel.callback_url);
                Ok(query.bind(channel.version).execute(&self.0).await?.rows_affected() == 1)
            }
        }
    };
}

#[cfg(feature = "sqlite")]
sql_channels! {
    /// Keeps guarded channels in SQLite, in the table `cronofy_channels`.
    #[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
    SqliteChannels, sqlx::Sqlite, create_table!()
}

#[cfg(feature = "postgres")]
sql_channels! {
    /// Keeps guarded channels in PostgreSQL, in the table `cronofy_channels`.
    #[cfg_attr(docsrs, doc(cfg(feature = "postgres")))]
    // `CREATE TABLE IF NOT EXISTS` can fail when two processes run it at once. The lock makes the second one wait.
    PostgresChannels, sqlx::Postgres,
    concat!("SELECT pg_advisory_xact_lock(hashtext('cronofy_channels')); ", create_table!())
}
