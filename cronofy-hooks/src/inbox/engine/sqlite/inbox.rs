//! [`SqliteInbox`], and [`SqliteInboxOptions`]: how to open it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::sqlite::SqliteConnectOptions;

use super::engine::SqliteEngine;
use super::error::failed;
use crate::inbox::engine::shared::{Adapter, EngineClock};
use crate::inbox::error::InboxError;
use crate::inbox::forward::forward_inbox;
use crate::inbox::store::Inbox;

/// An inbox in a SQLite file.
///
/// It is cheap to clone: all clones are the same inbox.
#[derive(Clone)]
pub struct SqliteInbox(pub(super) Adapter<SqliteEngine>);

impl Inbox for SqliteInbox {
    forward_inbox!(this => this.0);
}

impl fmt::Debug for SqliteInbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteInbox").field("file", &self.0.engine.file).finish_non_exhaustive()
    }
}

/// How to open an inbox. Made by [`SqliteInbox::options`].
#[derive(Clone, Debug)]
#[must_use = "only `open` opens it"]
pub struct SqliteInboxOptions {
    pub(super) file: PathBuf,
    pub(super) busy_timeout: Duration,
    pub(super) clock: EngineClock,
    pub(super) migrate: bool,
    pub(super) attached: bool,
}

impl SqliteInbox {
    /// Opens the inbox in a file, and makes the file if there is none.
    ///
    /// # Errors
    /// Those of [`SqliteInboxOptions::open`].
    pub async fn open(file: impl Into<PathBuf>) -> Result<Self, InboxError> {
        Self::options(file).open().await
    }

    /// Opens the inbox in the file of a URL: `sqlite:inbox.sqlite`, `sqlite:///var/lib/app/inbox.sqlite`.
    ///
    /// # Errors
    /// Those of [`SqliteInboxOptions::from_url`] and [`SqliteInboxOptions::open`].
    pub async fn from_url(url: &str) -> Result<Self, InboxError> {
        SqliteInboxOptions::from_url(url)?.open().await
    }

    /// Sets how to open the inbox in a file.
    pub fn options(file: impl Into<PathBuf>) -> SqliteInboxOptions {
        SqliteInboxOptions::new(file.into())
    }
}

impl SqliteInboxOptions {
    fn new(file: PathBuf) -> Self {
        let busy_timeout = Duration::from_secs(2);
        Self { file, busy_timeout, clock: EngineClock::default(), migrate: true, attached: false }
    }

    /// For the file of a URL: `sqlite:inbox.sqlite`, `sqlite:///var/lib/app/inbox.sqlite`.
    ///
    /// # Errors
    /// [`Misconfigured`](crate::inbox::InboxErrorKind::Misconfigured) when it is not a URL of SQLite, or
    /// has parameters other than `mode=rw` and `mode=rwc`.
    pub fn from_url(url: &str) -> Result<Self, InboxError> {
        let (name, parameters) = url.split_once('?').unwrap_or((url, ""));
        let Some(file) = name.strip_prefix("sqlite:") else {
            return Err(InboxError::misconfigured(
                "the URL of an inbox in a file begins with `sqlite:`, as in `sqlite:inbox.sqlite`",
            ));
        };
        if file.trim_start_matches("//") == ":memory:" || parameters.contains("memory") {
            return Err(in_memory());
        }
        if !matches!(parameters, "" | "mode=rw" | "mode=rwc") {
            return Err(InboxError::misconfigured(
                "the URL of an inbox takes no parameters; set what you need with `SqliteInbox::options`",
            ));
        }
        let options = SqliteConnectOptions::from_str(name).map_err(failed)?;
        Ok(Self::new(options.get_filename().to_owned()))
    }

    /// How long to wait while another process, or another connection of this one, writes to the file;
    /// 2 seconds unless set. The service waits 5 seconds for its answer.
    pub fn busy_timeout(self, busy_timeout: Duration) -> Self {
        Self { busy_timeout, ..self }
    }

    /// The clock, for tests; that of the system unless set.
    ///
    /// It decides when a job is due, and hooks with this inbox take it as well.
    pub fn clock(self, now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { clock: EngineClock::new(now), ..self }
    }

    /// Whether to run [migrations](super::MIGRATIONS) that the file lacks; yes unless set.
    pub fn migrate(self, migrate: bool) -> Self {
        Self { migrate, ..self }
    }

    /// Attaches to a file that belongs to an application, as a command line tool does: the file must
    /// exist, is not migrated, and leased jobs stay leased.
    pub fn attached(self) -> Self {
        Self { attached: true, migrate: false, ..self }
    }
}

pub(super) fn in_memory() -> InboxError {
    InboxError::misconfigured(
        "an inbox in memory would lose deliveries that were acknowledged; give it a file, in tests a temporary one",
    )
}
