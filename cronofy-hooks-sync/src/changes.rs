//! [`Changes`]: the events that changed since the last committed cursor.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use cronofy_hooks::payload::{Change, Event};
use cronofy_hooks_client::{ClientError, PageStream};
use futures_util::{Stream, StreamExt};
use jiff::Timestamp;

use crate::account::SyncAccount;
use crate::cursor::CursorMove;
use crate::error::SyncError;

/// How far before the cursor a read begins: a change may become visible a moment after the time that the service
/// gives it.
pub const OVERLAP: Duration = Duration::from_secs(60);

/// The events that changed since the last committed cursor, those that were deleted included: the argument of a
/// handler of `change`, and a [`Stream`].
///
/// Write each event into your copy, or take it away if it is `deleted`, and commit after the last one:
///
/// ```no_run
/// # #[cfg(feature = "sqlite")] mod example {
/// use cronofy_hooks::payload::Event;
/// use cronofy_hooks::{BoxError, Tx, cronofy_handler};
/// use cronofy_hooks_sync::Changes;
/// use sqlx::Sqlite;
///
/// #[cronofy_handler(notification = "change")]
/// async fn change(mut changes: Changes, mut tx: Tx<Sqlite>) -> Result<(), BoxError> {
///     // Read first: with SQLite, a transaction keeps others from writing.
///     let events = changes.read_to_end().await?;
///     for event in events {
///         write(&mut tx, event).await?;
///     }
///     changes.commit_in(tx.connection().await?).await?;
///     Ok(())
/// }
///
/// async fn write(tx: &mut Tx<Sqlite>, event: Event) -> Result<(), sqlx::Error> {
///     let (id, title) = (event.event_uid, event.summary);
///     if event.deleted == Some(true) {
///         sqlx::query("DELETE FROM event WHERE id = ?").bind(id).execute(tx).await?;
///     } else {
///         let upsert = "INSERT INTO event VALUES (?, ?) ON CONFLICT DO UPDATE SET title = excluded.title";
///         sqlx::query(upsert).bind(id).bind(title).execute(tx).await?;
///     }
///     Ok(())
/// }
/// # }
/// ```
///
/// # What is read
/// Everything that was modified at or after the earlier of two times, less [`OVERLAP`]: the `changes_since` of the
/// notification, and the committed cursor. Without a cursor, everything. The cursor is the latest `changes_since` whose
/// events were read and committed; it is the service's time, so clocks of the application have no part in it.
///
/// So a notification that was lost is made up for by the next one, a repeated or late one reads again, and an event that
/// changes while pages are read is read again with the next one, because its change is later than the cursor.
/// **Handlers see some events twice**: all that changed since the notification before, and in the minute before that.
/// Write them with an upsert, and delete what may be gone.
///
/// Events are those of the service's window, from 42 days before to 201 days after its present day, and managed
/// events at any time. An event that was moved out of the window is asked for as well. What enters or leaves the window
/// with time is no change: that is for [`CalendarSync::full_sync`](crate::CalendarSync::full_sync).
///
/// # As an argument
/// It takes the place of the payload, which is [`change`](Self::change); the start refuses a handler that takes both. It
/// needs the state [`CalendarSync`](crate::CalendarSync). A channel
/// that [`SyncAccounts`](crate::SyncAccounts) does not know is for the fallback, and a failed look-up runs again.
/// Use an inbox: without one, the service waits 5 seconds for everything.
///
/// Documentation: <https://docs.cronofy.com/developers/api/push-notifications/>,
/// <https://docs.cronofy.com/developers/api/events/read-events/>
#[must_use = "nothing is read before an event is asked for"]
pub struct Changes {
    change: Option<Change>,
    account: SyncAccount,
    cursor: CursorMove,
    events: PageStream<Event>,
}

impl Changes {
    pub(crate) fn new(change: Option<Change>, account: SyncAccount, mut cursor: CursorMove) -> Self {
        let changes_since = change.as_ref().map(|change| change.changes_since.timestamp());
        let query = account.query().include_deleted().include_moved();
        let from = cursor.read_from(changes_since).and_then(|from| from.checked_sub(OVERLAP).ok());
        // The service writes year 0 for a time that it does not know.
        let query = match from.filter(|from| *from >= Timestamp::UNIX_EPOCH) {
            Some(from) => query.last_modified(from),
            None => query,
        };
        if let Some(changes_since) = changes_since {
            cursor.advance_to(changes_since);
        }
        let events = account.client.events(&query);
        Self { change, account, cursor, events }
    }

    /// The notification; `None` from [`CalendarSync::changes`](crate::CalendarSync::changes).
    #[must_use]
    pub fn change(&self) -> Option<&Change> {
        self.change.as_ref()
    }

    /// The account whose events these are.
    pub fn account(&self) -> &SyncAccount {
        &self.account
    }

    /// The next event; `None` at the end. Dropping the future loses nothing.
    ///
    /// # Errors
    /// When a page cannot be read. The stream ends, and cannot be committed.
    pub async fn next(&mut self) -> Option<Result<Event, ClientError>> {
        StreamExt::next(self).await
    }

    /// Everything that is left, in memory.
    ///
    /// # Errors
    /// [`Client`](SyncError::Client), when a page cannot be read.
    pub async fn read_to_end(&mut self) -> Result<Vec<Event>, SyncError> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event?);
        }
        Ok(events)
    }

    /// Stores the cursor, after everything was written.
    ///
    /// # Errors
    /// [`NotRead`](SyncError::NotRead) before the end, [`Conflict`](SyncError::Conflict) when another synchronisation
    /// committed in between, [`Store`](SyncError::Store) when the store fails. Return it from the handler: it runs
    /// again, and reads the same changes.
    pub async fn commit(self) -> Result<(), SyncError> {
        self.cursor.commit().await
    }

    /// Stores the cursor in a transaction, together with what was written in it: `tx.connection().await?` of
    /// [`Tx`](https://docs.rs/cronofy-hooks/latest/cronofy_hooks/struct.Tx.html), or `&mut *transaction` of sqlx. The
    /// store has to be the one of this database.
    ///
    /// With PostgreSQL, call it before the writes: then another synchronisation of the account waits for the cursor, and
    /// the two cannot wait for the events of one another.
    ///
    /// # Errors
    /// Those of [`commit`](Self::commit). The transaction has to be rolled back, as `Tx` is when the handler fails.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub async fn commit_in(self, connection: &mut impl crate::CursorConnection) -> Result<(), SyncError> {
        self.cursor.commit_in(connection).await
    }
}

impl Stream for Changes {
    type Item = Result<Event, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let event = ready!(self.events.poll_next_unpin(context));
        self.cursor.note(event.as_ref());
        Poll::Ready(event)
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes").field("account", &self.account).finish_non_exhaustive()
    }
}
