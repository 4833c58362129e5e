//! [`ChannelStore`]: where an application keeps its guarded channels.

use std::pin::Pin;

use cronofy_hooks::BoxError;
use jiff::Timestamp;

use super::guarded::GuardedChannel;

/// Where an application keeps its guarded channels: a table beside its cursors.
///
/// `SqliteChannels` and `PostgresChannels` are stores for the features `sqlite` and `postgres`.
pub trait ChannelStore: Send + Sync + 'static {
    /// The channels that a query asks for.
    ///
    /// # Errors
    /// When the store fails.
    fn select(&self, query: ChannelQuery<'_>) -> impl Future<Output = Result<Vec<GuardedChannel>, BoxError>> + Send;

    /// Stores a channel in one step, if the store has it with the version before this one; with version 1, if the
    /// store does not have it. Returns whether it did. It has to be durable when it returns.
    ///
    /// # Errors
    /// When the store fails.
    fn replace(&self, next: &GuardedChannel) -> impl Future<Output = Result<bool, BoxError>> + Send;

    /// Removes a channel, if the store has it with this version. Returns whether it did.
    ///
    /// # Errors
    /// When the store fails.
    fn remove(&self, channel: &GuardedChannel) -> impl Future<Output = Result<bool, BoxError>> + Send;
}

/// Which channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelQuery<'q> {
    /// All.
    All,
    /// Those whose deliveries fail, and those that are at risk or closed.
    InTrouble,
    /// Those that are due at this time, the longest overdue first.
    Due(Timestamp),
    /// The one with this id of the service.
    Id(&'q str),
    /// The one of an account with this callback URL.
    Url {
        /// The account.
        account_id: &'q str,
        /// The callback URL.
        callback_url: &'q str,
    },
}

type ChannelFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// A [`ChannelStore`] behind a pointer, so that guardians have no parameter for it.
pub(crate) trait AnyChannelStore: Send + Sync + 'static {
    fn select<'a>(&'a self, query: ChannelQuery<'a>) -> ChannelFuture<'a, Vec<GuardedChannel>>;
    fn replace<'a>(&'a self, next: &'a GuardedChannel) -> ChannelFuture<'a, bool>;
    fn remove<'a>(&'a self, channel: &'a GuardedChannel) -> ChannelFuture<'a, bool>;
}

impl<S: ChannelStore> AnyChannelStore for S {
    fn select<'a>(&'a self, query: ChannelQuery<'a>) -> ChannelFuture<'a, Vec<GuardedChannel>> {
        Box::pin(ChannelStore::select(self, query))
    }

    fn replace<'a>(&'a self, next: &'a GuardedChannel) -> ChannelFuture<'a, bool> {
        Box::pin(ChannelStore::replace(self, next))
    }

    fn remove<'a>(&'a self, channel: &'a GuardedChannel) -> ChannelFuture<'a, bool> {
        Box::pin(ChannelStore::remove(self, channel))
    }
}
