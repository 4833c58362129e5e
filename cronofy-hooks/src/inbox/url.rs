//! An inbox by its URL.

use std::sync::Arc;

use super::error::{InboxError, InboxErrorKind};
use super::store::Inbox;

/// The URLs that are known, with the feature that each needs.
const SCHEMES: &str = "`sqlite:inbox.sqlite` (feature `sqlite`) or `postgres://…` (feature `postgres`)";

/// Opens the inbox that a URL names: `sqlite:inbox.sqlite` or `postgres://user@host/database`.
///
/// For applications whose configuration chooses the engine. Only engines whose feature is on are known.
///
/// # Errors
/// When there is no such engine, or it does not open.
pub async fn from_url(url: &str) -> Result<Arc<dyn Inbox>, InboxError> {
    match url.split_once(':').map(|(scheme, _)| scheme) {
        #[cfg(feature = "sqlite")]
        Some("sqlite") => Ok(Arc::new(super::engine::sqlite::SqliteInbox::from_url(url).await?)),
        #[cfg(feature = "postgres")]
        Some("postgres" | "postgresql") => Ok(Arc::new(super::engine::postgres::PostgresInbox::from_url(url).await?)),
        // Without the URL itself, which may contain a password.
        _ => Err(InboxError::new(
            InboxErrorKind::Misconfigured,
            format!("the URL of the inbox names no engine that this application has; write {SCHEMES}"),
        )),
    }
}
