//! Guarded channels: what the guardian of cronofy-hooks-sync keeps in the database of the inbox.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::CommandError;

/// The channels of a database, if it has a guardian.
#[cfg_attr(not(any(feature = "sqlite", feature = "postgres")), allow(dead_code, reason = "no engine has a table"))]
#[derive(Debug)]
pub(super) struct ChannelReport {
    /// How many are guarded.
    pub(super) guarded: usize,
    pub(super) at_risk: Vec<ReportedChannel>,
    pub(super) closed: Vec<ReportedChannel>,
}

#[cfg_attr(not(any(feature = "sqlite", feature = "postgres")), allow(dead_code, reason = "no engine has a table"))]
#[derive(Debug)]
pub(super) struct ReportedChannel {
    pub(super) account_id: String,
    /// `None` before it was first created.
    pub(super) channel_id: Option<String>,
    /// When the service closes it, unless a delivery succeeds.
    pub(super) closes_at: Option<Timestamp>,
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
type TableRow = (String, Option<String>, String, Option<i64>);

#[cfg(any(feature = "sqlite", feature = "postgres"))]
const SELECT: &str = "SELECT account_id, channel_id, state, failing_since FROM cronofy_channels \
    ORDER BY failing_since, account_id";

impl ChannelReport {
    /// Reads the table of the database at a URL that [`connect`](super::connect) accepts; `None` if there is no table.
    pub(super) async fn read(url: &str) -> Result<Option<Self>, CommandError> {
        #[cfg(any(feature = "sqlite", feature = "postgres"))]
        return match rows(url).await {
            Ok(rows) => Ok(rows.map(Self::of)),
            Err(error) => {
                Err(CommandError::failed(format_args!("the table `cronofy_channels` cannot be read: {error}")))
            }
        };
        #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
        {
            let _ = url;
            Ok(None)
        }
    }

    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    fn of(rows: Vec<TableRow>) -> Self {
        let mut report = Self { guarded: rows.len(), at_risk: Vec::new(), closed: Vec::new() };
        for (account_id, channel_id, state, failing_since) in rows {
            let since = failing_since.and_then(|second| Timestamp::from_second(second).ok());
            let closes_at =
                since.and_then(|since| since.checked_add(cronofy_hooks_contract::limits::RETRY_PERIOD).ok());
            match state.as_str() {
                "at_risk" => report.at_risk.push(ReportedChannel { account_id, channel_id, closes_at }),
                "closed" => report.closed.push(ReportedChannel { account_id, channel_id, closes_at: None }),
                _ => {}
            }
        }
        report
    }

    pub(super) fn json(&self) -> Value {
        let channel = |channel: &ReportedChannel| {
            let ReportedChannel { account_id, channel_id, closes_at } = channel;
            json!({ "account_id": account_id, "channel_id": channel_id, "closes_at": closes_at })
        };
        let channels = |channels: &[ReportedChannel]| channels.iter().map(channel).collect::<Vec<_>>();
        json!({ "guarded": self.guarded, "at_risk": channels(&self.at_risk), "closed": channels(&self.closed) })
    }
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
async fn rows(url: &str) -> Result<Option<Vec<TableRow>>, sqlx::Error> {
    match url.split_once(':') {
        #[cfg(feature = "sqlite")]
        Some(("sqlite", _)) => sqlite(url).await,
        #[cfg(feature = "postgres")]
        Some(("postgres" | "postgresql", _)) => postgres(url).await,
        _ => Ok(None),
    }
}

/// Reads the table, unless a query says that it is not there.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
macro_rules! rows {
    ($connection:expr, $is_there:literal) => {{
        let mut connection = $connection;
        let rows = match sqlx::query_scalar::<_, bool>($is_there).fetch_one(&mut connection).await? {
            true => Some(sqlx::query_as(SELECT).fetch_all(&mut connection).await?),
            false => None,
        };
        connection.close().await?;
        Ok(rows)
    }};
}

#[cfg(feature = "sqlite")]
async fn sqlite(url: &str) -> Result<Option<Vec<TableRow>>, sqlx::Error> {
    use std::str::FromStr as _;

    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{ConnectOptions as _, Connection as _};

    // The parameters say how to open an inbox, which this only reads.
    let file = url.split('?').next().unwrap_or(url);
    let options = SqliteConnectOptions::from_str(file)?.read_only(true);
    rows!(options.connect().await?, "SELECT count(*) > 0 FROM sqlite_master WHERE name = 'cronofy_channels'")
}

#[cfg(feature = "postgres")]
async fn postgres(url: &str) -> Result<Option<Vec<TableRow>>, sqlx::Error> {
    use sqlx::{Connection as _, PgConnection};

    let (url, _) = super::connect_postgres::without_schema(url);
    rows!(PgConnection::connect(&url).await?, "SELECT to_regclass('cronofy_channels') IS NOT NULL")
}
