//! [`FullSync`]: everything that the service has, and then what only the copy has.

use std::collections::BTreeSet;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use cronofy_hooks::payload::Event;
use cronofy_hooks_client::{ClientError, PageStream};
use futures_util::{Stream, StreamExt};

use crate::account::SyncAccount;
use crate::changes::Changes;
use crate::cursor::CursorMove;
use crate::error::SyncError;

/// One step of a [`FullSync`].
#[derive(Clone, Debug, PartialEq)]
pub enum FullSyncItem {
    /// The service has this event: write it.
    Present(Box<Event>),
    /// The service does not list the event with this `event_uid` any more: it was deleted, or time or its user
    /// moved it out of the window.
    Gone(String),
}

/// All events of an account, and then the known ones that were not among them: see
/// [`CalendarSync::full_sync`](crate::CalendarSync::full_sync).
#[must_use = "nothing is read before an item is asked for"]
pub struct FullSync {
    account: SyncAccount,
    cursor: CursorMove,
    events: PageStream<Event>,
    /// Those that were not read yet.
    known: BTreeSet<String>,
}

impl FullSync {
    pub(crate) fn new(account: &SyncAccount, cursor: CursorMove, known: BTreeSet<String>) -> Self {
        let events = account.client.events(&account.query());
        Self { account: account.clone(), cursor, events, known }
    }

    /// The next item; `None` at the end. Dropping the future loses nothing.
    ///
    /// # Errors
    /// When a page cannot be read. The stream ends without a [`Gone`](FullSyncItem::Gone), and cannot be committed.
    pub async fn next(&mut self) -> Option<Result<FullSyncItem, ClientError>> {
        StreamExt::next(self).await
    }

    /// Everything that is left, in memory.
    ///
    /// # Errors
    /// [`Client`](SyncError::Client), when a page cannot be read.
    pub async fn read_to_end(&mut self) -> Result<Vec<FullSyncItem>, SyncError> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    /// What changed since this began. Written after the items, its commit is the commit of both.
    ///
    /// It is for accounts with so many events and notifications that [`commit`](Self::commit) always comes too late: a
    /// [`Conflict`](SyncError::Conflict) of these few changes is repeated with another call of this, and the items stay.
    ///
    /// # Errors
    /// [`NotRead`](SyncError::NotRead) before the end; [`Store`](SyncError::Store), when the cursor cannot be loaded.
    pub async fn changes(&self) -> Result<Changes, SyncError> {
        Ok(Changes::new(None, self.account.clone(), self.cursor.begin_again().await?))
    }

    /// Ends it, after everything was written.
    ///
    /// # Errors
    /// Those of [`Changes::commit`](crate::Changes::commit): with [`Conflict`](SyncError::Conflict), do it again.
    pub async fn commit(self) -> Result<(), SyncError> {
        self.cursor.commit().await
    }

    /// Ends it in a transaction, together with what was written in it.
    ///
    /// # Errors
    /// Those of [`Changes::commit_in`](crate::Changes::commit_in): with [`Conflict`](SyncError::Conflict), roll back,
    /// and do it again.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub async fn commit_in(self, connection: &mut impl crate::CursorConnection) -> Result<(), SyncError> {
        self.cursor.commit_in(connection).await
    }
}

impl Stream for FullSync {
    type Item = Result<FullSyncItem, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = match ready!(self.events.poll_next_unpin(context)) {
            Some(Ok(event)) => {
                if let Some(event_uid) = &event.event_uid {
                    self.known.remove(event_uid);
                }
                Some(Ok(FullSyncItem::Present(Box::new(event))))
            }
            Some(Err(error)) => {
                // What was not read may be there.
                self.known.clear();
                Some(Err(error))
            }
            None => self.known.pop_first().map(|event_uid| Ok(FullSyncItem::Gone(event_uid))),
        };
        self.cursor.note(item.as_ref());
        Poll::Ready(item)
    }
}

impl fmt::Debug for FullSync {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FullSync").field("known", &self.known.len()).finish_non_exhaustive()
    }
}
