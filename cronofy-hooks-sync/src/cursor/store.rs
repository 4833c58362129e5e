//! [`CursorStore`]: where an application keeps its cursors.

use std::pin::Pin;

use cronofy_hooks::BoxError;
use jiff::Timestamp;

/// Up to where the events of an account were read. The default is that of an account that was never read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Every change before this time was read, by the clock of the service. `None` until a notification was
    /// handled: then the next one reads everything.
    pub changes_since: Option<Timestamp>,
    /// How often the cursor was stored. Two synchronisations at once both load the same version, and only one of
    /// them can replace it.
    pub version: i64,
}

/// Where an application keeps its cursors: a table beside its copy of the events.
///
/// `SqliteCursors` and `PostgresCursors` are stores for the features `sqlite` and `postgres`. Only with them a
/// cursor moves in a transaction of the application; a store of your own replaces it on its own.
pub trait CursorStore: Send + Sync + 'static {
    /// The cursor of a key; the default if there is none.
    ///
    /// # Errors
    /// When the store fails.
    fn load(&self, key: &str) -> impl Future<Output = Result<Cursor, BoxError>> + Send;

    /// Stores a cursor, if the store still has the version before it, in one step. Returns whether it did. It has to
    /// be durable when it returns.
    ///
    /// # Errors
    /// When the store fails.
    fn replace(&self, key: &str, next: Cursor) -> impl Future<Output = Result<bool, BoxError>> + Send;
}

type CursorFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// A [`CursorStore`] behind a pointer, so that extractors have no parameter for it.
pub(crate) trait AnyCursorStore: Send + Sync + 'static {
    fn load<'a>(&'a self, key: &'a str) -> CursorFuture<'a, Cursor>;
    fn replace<'a>(&'a self, key: &'a str, next: Cursor) -> CursorFuture<'a, bool>;
}

impl<S: CursorStore> AnyCursorStore for S {
    fn load<'a>(&'a self, key: &'a str) -> CursorFuture<'a, Cursor> {
        Box::pin(CursorStore::load(self, key))
    }

    fn replace<'a>(&'a self, key: &'a str, next: Cursor) -> CursorFuture<'a, bool> {
        Box::pin(CursorStore::replace(self, key, next))
    }
}
