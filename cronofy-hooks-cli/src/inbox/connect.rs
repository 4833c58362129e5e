//! [`connect`]: an inbox by its URL.

use std::sync::Arc;

use cronofy_hooks::inbox::{Inbox, InboxError, InboxErrorKind};

#[cfg(feature = "postgres")]
use super::connect_postgres::postgres;

/// Opens the inbox of an application, which may be running: `sqlite:inbox.sqlite`, or
/// `postgres://user@host/database`. The application keeps its leases.
///
/// Add `?schema=name` if the application uses another schema than `cronofy_hooks`.
///
/// The inbox must exist: `connect` neither creates nor migrates it.
///
/// # Errors
/// [`Misconfigured`](InboxErrorKind::Misconfigured) if there is no such inbox, or another release created it;
/// [`Unsupported`](InboxErrorKind::Unsupported) without the feature for the engine;
/// [`Unavailable`](InboxErrorKind::Unavailable) if the inbox does not answer. The message does not contain the
/// URL.
pub async fn connect(url: &str) -> Result<Arc<dyn Inbox>, InboxError> {
    match url.split_once(':') {
        Some(("sqlite", _)) => sqlite(url).await,
        Some(("postgres" | "postgresql", _)) => postgres(url).await,
        Some(_) => Err(misconfigured(
            "this is not the URL of an inbox; write `sqlite:inbox.sqlite`, or `postgres://user@host/database`",
        )),
        None => Err(misconfigured("this is not the URL of an inbox; for a file write `sqlite:` before its path")),
    }
}

#[cfg(feature = "sqlite")]
async fn sqlite(url: &str) -> Result<Arc<dyn Inbox>, InboxError> {
    use cronofy_hooks::inbox::sqlite::SqliteInboxOptions;

    Ok(Arc::new(SqliteInboxOptions::from_url(url)?.attached().open().await?))
}

#[cfg(not(feature = "sqlite"))]
async fn sqlite(_: &str) -> Result<Arc<dyn Inbox>, InboxError> {
    Err(unsupported("this program was built without inboxes in files; build it with the feature `sqlite`"))
}

#[cfg(not(feature = "postgres"))]
async fn postgres(_: &str) -> Result<Arc<dyn Inbox>, InboxError> {
    Err(unsupported("this program was built without inboxes in PostgreSQL; build it with the feature `postgres`"))
}

fn misconfigured(message: &str) -> InboxError {
    InboxError::new(InboxErrorKind::Misconfigured, message)
}

#[cfg(not(all(feature = "sqlite", feature = "postgres")))]
fn unsupported(message: &str) -> InboxError {
    InboxError::new(InboxErrorKind::Unsupported, message)
}
