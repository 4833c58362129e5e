//! [`CalendarSync`]: what an application holds, and gives to its handlers.

use std::fmt;
use std::sync::Arc;

use cronofy_hooks::BoxError;
use cronofy_hooks::payload::{Change, Channel};

use crate::account::{AnySyncAccounts, SyncAccount, SyncAccounts};
use crate::changes::Changes;
use crate::cursor::{AnyCursorStore, Cursor, CursorMove, CursorStore};
use crate::error::SyncError;
use crate::full_sync::FullSync;

/// Keeps a copy of calendars in step: the state that [`Changes`] needs. It is cheap to clone.
#[derive(Clone)]
pub struct CalendarSync {
    accounts: Arc<dyn AnySyncAccounts>,
    cursors: Arc<dyn AnyCursorStore>,
}

impl CalendarSync {
    /// With the application's accounts, and its cursors.
    #[must_use]
    pub fn new(accounts: impl SyncAccounts, cursors: impl CursorStore) -> Self {
        Self { accounts: Arc::new(accounts), cursors: Arc::new(cursors) }
    }

    /// What changed since the committed cursor, without a notification: after a time in which the account had no
    /// channel, or for the application's own writes, which the service never reports. The commit leaves the cursor where
    /// it is.
    ///
    /// Before the first notification there is no cursor, and everything is read. For the first copy of an account use
    /// [`full_sync`](Self::full_sync).
    ///
    /// # Errors
    /// [`Store`](SyncError::Store), when the cursor cannot be loaded.
    pub async fn changes(&self, account: &SyncAccount) -> Result<Changes, SyncError> {
        let cursor = CursorMove::begin(&self.cursors, account.cursor_key()).await?;
        Ok(Changes::new(None, account.clone(), cursor))
    }

    /// What a notification reports, as the extractor has it: for tests that call a handler as a function. `None` if the
    /// application does not know the channel.
    ///
    /// # Errors
    /// [`Account`](SyncError::Account), when the account cannot be looked up; [`Store`](SyncError::Store), when the
    /// cursor cannot be loaded.
    pub async fn changes_of(&self, change: Change) -> Result<Option<Changes>, SyncError> {
        let found = self.account_of(&change.channel).await.map_err(SyncError::Account)?;
        let Some(account) = found else { return Ok(None) };
        let cursor = CursorMove::begin(&self.cursors, account.cursor_key()).await?;
        Ok(Some(Changes::new(Some(change), account, cursor)))
    }

    /// Compares the whole copy with the service: everything that the service has, and then what only the copy has. The
    /// service recommends this once a day or a week, because it does not report what its window lets in and out.
    ///
    /// `known` are the `event_uid`s of the copy, of these calendars. The commit leaves the cursor where it is.
    ///
    /// It makes the first copy as well: after the channel of a new account was created, call it with `[]`. The first
    /// `change` then reads everything once more, and sets the cursor.
    ///
    /// ```no_run
    /// use cronofy_hooks_sync::{CalendarSync, FullSyncItem, SyncAccount, SyncError};
    ///
    /// # fn write(_: cronofy_hooks::payload::Event) {}
    /// # fn remove(_: &str) {}
    /// async fn nightly(sync: &CalendarSync, account: &SyncAccount, known: Vec<String>) -> Result<(), SyncError> {
    ///     let mut full = sync.full_sync(account, known).await?;
    ///     while let Some(item) = full.next().await {
    ///         match item? {
    ///             FullSyncItem::Present(event) => write(*event),
    ///             FullSyncItem::Gone(event_uid) => remove(&event_uid),
    ///         }
    ///     }
    ///     full.commit().await
    /// }
    /// ```
    ///
    /// The events are those of the service's window, from 42 days before to 201 days after its present day, and managed
    /// events at any time. A copy that is to keep what is older leaves out those ids.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/faqs/recommended-sync/>
    ///
    /// # Errors
    /// [`Store`](SyncError::Store), when the cursor cannot be loaded.
    pub async fn full_sync(
        &self,
        account: &SyncAccount,
        known: impl IntoIterator<Item = String>,
    ) -> Result<FullSync, SyncError> {
        let known = known.into_iter().collect();
        let cursor = CursorMove::begin(&self.cursors, account.cursor_key()).await?;
        Ok(FullSync::new(account, cursor, known))
    }

    pub(crate) async fn account_of(&self, channel: &Channel) -> Result<Option<SyncAccount>, BoxError> {
        self.accounts.find(channel).await
    }

    pub(crate) async fn cursor_of(&self, account: &SyncAccount) -> Result<Cursor, BoxError> {
        self.cursors.load(&account.cursor_key()).await
    }
}

impl fmt::Debug for CalendarSync {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CalendarSync").finish_non_exhaustive()
    }
}
