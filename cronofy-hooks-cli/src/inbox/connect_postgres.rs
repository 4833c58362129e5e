//! An inbox in PostgreSQL.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use cronofy_hooks::inbox::postgres::PostgresInboxOptions;
use cronofy_hooks::inbox::{Inbox, InboxError, InboxErrorKind};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::time::timeout;

/// The user waits for the connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) async fn postgres(url: &str) -> Result<Arc<dyn Inbox>, InboxError> {
    let (url, schema) = without_schema(url);
    let mut options = PostgresInboxOptions::from_url(&url)?.migrate(false);
    if let Some(schema) = schema {
        options = options.schema(schema);
    }
    check_connection(&url).await?;
    Ok(Arc::new(options.open().await?))
}

/// A pool retries until its timeout, and reports only the timeout. A single connection fails at once, with the
/// reason.
async fn check_connection(url: &str) -> Result<(), InboxError> {
    let connected = async {
        let connection = PgConnectOptions::from_str(url)?.connect().await?;
        connection.close().await
    };
    let unavailable = || {
        let message = "no connection to PostgreSQL; check the URL, and that the server runs and accepts you";
        InboxError::new(InboxErrorKind::Unavailable, message)
    };
    match timeout(CONNECT_TIMEOUT, connected).await {
        Ok(connected) => connected.map_err(|error| unavailable().with_source(error)),
        Err(elapsed) => Err(unavailable().with_source(elapsed)),
    }
}

/// Removes our parameter `schema` from the URL. The other parameters are for the driver.
pub(crate) fn without_schema(url: &str) -> (String, Option<&str>) {
    let Some((server, parameters)) = url.split_once('?') else { return (url.to_owned(), None) };
    let (ours, others): (Vec<_>, Vec<_>) = parameters.split('&').partition(|it| it.starts_with("schema="));
    let schema = ours.last().and_then(|it| it.strip_prefix("schema="));
    (if others.is_empty() { server.to_owned() } else { format!("{server}?{}", others.join("&")) }, schema)
}

#[cfg(test)]
mod tests {
    use super::without_schema;

    #[test]
    fn the_schema_is_not_for_the_driver() {
        for (url, expected, schema) in [
            ("postgres://u@h/d", "postgres://u@h/d", None),
            ("postgres://u@h/d?schema=s", "postgres://u@h/d", Some("s")),
            ("postgres://u@h/d?sslmode=require&schema=s&port=1", "postgres://u@h/d?sslmode=require&port=1", Some("s")),
        ] {
            assert_eq!(without_schema(url), (expected.to_owned(), schema));
        }
    }
}
