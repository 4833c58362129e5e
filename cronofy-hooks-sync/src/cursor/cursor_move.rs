//! [`CursorMove`]: from the cursor that was loaded before the read to the one that is stored after it.

use std::sync::Arc;

use cronofy_hooks_client::ClientError;
use jiff::Timestamp;

use super::store::{AnyCursorStore, Cursor};
use crate::error::SyncError;

/// A synchronisation's claim on the cursor of an account. Dropped without a commit, it changes nothing.
pub(crate) struct CursorMove {
    store: Arc<dyn AnyCursorStore>,
    key: String,
    loaded: Cursor,
    next: Option<Timestamp>,
    reading: ReadProgress,
}

/// How far the stream has been read. A commit waits for its end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ReadProgress {
    Underway,
    Failed,
    AtEnd,
}

impl CursorMove {
    /// Loads the cursor. This comes before the first page is asked for: a commit of another read after this is a conflict.
    pub(crate) async fn begin(store: &Arc<dyn AnyCursorStore>, key: String) -> Result<Self, SyncError> {
        let loaded = store.load(&key).await.map_err(SyncError::Store)?;
        let store = Arc::clone(store);
        Ok(Self { store, key, loaded, next: loaded.changes_since, reading: ReadProgress::Underway })
    }

    /// Loads the cursor again after the end. What is read with it begins where this one began, so it has everything that
    /// changed since.
    pub(crate) async fn begin_again(&self) -> Result<Self, SyncError> {
        self.next()?;
        let mut again = Self::begin(&self.store, self.key.clone()).await?;
        again.loaded.changes_since = self.loaded.changes_since;
        Ok(again)
    }

    /// Moves it to what a notification says. It never moves back: a late notification is read again from its own time,
    /// and what was read after that stays read.
    ///
    /// The service made the notification before the read began, so by its own clock everything before this time is in
    /// what is read. The clock of the application is not asked.
    pub(crate) fn advance_to(&mut self, changes_since: Timestamp) {
        // Stores keep whole seconds.
        let second = changes_since.as_nanosecond().div_euclid(1_000_000_000);
        let whole = i64::try_from(second).ok().and_then(|second| Timestamp::from_second(second).ok());
        self.next = self.next.max(whole);
    }

    /// The time from which to read for a notification, or without one; `None` to read everything.
    pub(crate) fn read_from(&self, changes_since: Option<Timestamp>) -> Option<Timestamp> {
        let committed = self.loaded.changes_since?;
        Some(changes_since.map_or(committed, |changes_since| changes_since.min(committed)))
    }

    /// Notes what the stream yields. The cursor moves after its end, and not after an error.
    pub(crate) fn note<T>(&mut self, item: Option<&Result<T, ClientError>>) {
        match item {
            Some(Err(_)) => self.reading = ReadProgress::Failed,
            None if self.reading == ReadProgress::Underway => self.reading = ReadProgress::AtEnd,
            _ => {}
        }
    }

    /// The cursor that is stored after the end of the stream.
    fn next(&self) -> Result<Cursor, SyncError> {
        let next = Cursor { changes_since: self.next, version: self.loaded.version.saturating_add(1) };
        if self.reading == ReadProgress::AtEnd { Ok(next) } else { Err(SyncError::NotRead) }
    }

    /// Stores it by itself.
    pub(crate) async fn commit(self) -> Result<(), SyncError> {
        let next = self.next()?;
        moved(self.store.replace(&self.key, next).await.map_err(SyncError::Store)?)
    }

    /// Stores it in a transaction.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) async fn commit_in(self, connection: &mut impl super::sql::CursorConnection) -> Result<(), SyncError> {
        let next = self.next()?;
        let replaced = connection.replace(&self.key, next).await;
        moved(replaced.map_err(|error| SyncError::Store(error.into()))?)
    }
}

fn moved(is_moved: bool) -> Result<(), SyncError> {
    if is_moved { Ok(()) } else { Err(SyncError::Conflict) }
}
