//! [`SyncAccounts`]: from the channel of a notification to the account whose events are read.

use std::collections::BTreeSet;
use std::pin::Pin;

use cronofy_hooks::BoxError;
use cronofy_hooks::payload::Channel;
use cronofy_hooks_client::{AccountClient, EventsQuery};

/// Looks up the account of a channel: a table of the application, usually.
///
/// A notification names no user. `channel_id` is what the service answered when the channel was created, and
/// `callback_url` the URL that it was created with; the application stores one of them with the account, or puts
/// the account into the URL. The signature covers both. Prefer the URL: a notification can arrive before the application
/// has stored the `channel_id` of a new channel.
///
/// ```
/// use std::collections::HashMap;
///
/// use cronofy_hooks::BoxError;
/// use cronofy_hooks::payload::Channel;
/// use cronofy_hooks_client::ApplicationClient;
/// use cronofy_hooks_sync::{SyncAccount, SyncAccounts};
///
/// struct Accounts {
///     client: ApplicationClient,
///     by_callback_url: HashMap<String, String>,
/// }
///
/// impl SyncAccounts for Accounts {
///     async fn find(&self, channel: &Channel) -> Result<Option<SyncAccount>, BoxError> {
///         let account_id = channel.callback_url.as_ref().and_then(|url| self.by_callback_url.get(url));
///         Ok(account_id.map(|id| SyncAccount::new(self.client.account(id))))
///     }
/// }
/// ```
pub trait SyncAccounts: Send + Sync + 'static {
    /// The account of a channel; `None` if the application does not know the channel.
    ///
    /// # Errors
    /// When it cannot be looked up now. The handler runs again.
    fn find(&self, channel: &Channel) -> impl Future<Output = Result<Option<SyncAccount>, BoxError>> + Send;
}

/// An account, and which of its calendars are read.
#[derive(Clone, Debug)]
#[must_use]
pub struct SyncAccount {
    pub(crate) client: AccountClient,
    calendars: BTreeSet<String>,
}

impl SyncAccount {
    /// All calendars of an account.
    pub fn new(client: AccountClient) -> Self {
        Self { client, calendars: BTreeSet::new() }
    }

    /// Only this calendar; call it again for more.
    ///
    /// Each set of calendars has a cursor of its own. So if a later release of the application adds a calendar, the
    /// next synchronisation reads everything.
    pub fn calendar(mut self, calendar_id: impl Into<String>) -> Self {
        self.calendars.insert(calendar_id.into());
        self
    }

    /// Calls the service for the account.
    #[must_use]
    pub fn client(&self) -> &AccountClient {
        &self.client
    }

    /// Names the cursor. Ids have no spaces.
    pub(crate) fn cursor_key(&self) -> String {
        let calendars = self.calendars.iter().map(String::as_str);
        std::iter::once(self.client.account_id()).chain(calendars).collect::<Vec<_>>().join(" ")
    }

    /// What every read has in common: managed events too, and only these calendars.
    pub(crate) fn query(&self) -> EventsQuery {
        self.calendars.iter().fold(EventsQuery::new().include_managed(), EventsQuery::calendar)
    }
}

type FoundAccount<'a> = Pin<Box<dyn Future<Output = Result<Option<SyncAccount>, BoxError>> + Send + 'a>>;

/// [`SyncAccounts`] behind a pointer, so that extractors have no parameter for it.
pub(crate) trait AnySyncAccounts: Send + Sync + 'static {
    fn find<'a>(&'a self, channel: &'a Channel) -> FoundAccount<'a>;
}

impl<A: SyncAccounts> AnySyncAccounts for A {
    fn find<'a>(&'a self, channel: &'a Channel) -> FoundAccount<'a> {
        Box::pin(SyncAccounts::find(self, channel))
    }
}
