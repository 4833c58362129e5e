//! [`GuardedChannel`]: what a guardian knows about a channel.

use std::fmt;
use std::time::Duration;

use cronofy_hooks::payload::Channel;
use cronofy_hooks::request::CreateChannel;
use jiff::{SignedDuration, Timestamp};

/// How long a channel stays open without success.
/// Source: <https://docs.cronofy.com/developers/push-notifications/>.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// A channel that a [`ChannelGuardian`](crate::ChannelGuardian) watches over. It is the same one when the service has
/// closed it and the guardian has created it again: the account and the callback URL name it, and
/// [`channel_id`](Self::channel_id) changes.
///
/// Times are by the clock of the application, in whole seconds.
#[derive(Clone, PartialEq)]
pub struct GuardedChannel {
    /// The account.
    pub account_id: String,
    /// The callback URL: that of the [`request`](Self::request).
    pub callback_url: String,
    /// What the service is asked for: callback URL, filters and the rest.
    pub request: CreateChannel,
    /// The id that the service last gave it; `None` before it was first created.
    pub channel_id: Option<String>,
    /// Whether the service has yet to be asked for what the [`request`](Self::request) says: until it was first created,
    /// and after [`guard`](crate::ChannelGuardian::guard) got another request for the same URL.
    pub is_pending: bool,
    /// What the application was last notified of.
    pub state: ChannelState,
    /// When a delivery last succeeded.
    pub last_success: Option<Timestamp>,
    /// The first failure since then; `None` while deliveries succeed.
    pub failing_since: Option<Timestamp>,
    /// How many deliveries have failed since then.
    pub failures: i64,
    /// Whether the `change` handler has yet to get what changed while the channel was closed.
    pub has_gap: bool,
    /// When a process claimed the channel, to look at it or to create it; `None` when no process does.
    pub claimed_at: Option<Timestamp>,
    /// Counts the claims. A process whose claim has another number stores nothing.
    pub fence: i64,
    /// When a guardian looks at it next.
    pub due_at: Timestamp,
    /// How often it was stored. Of two processes that store it at once, only one can.
    pub version: i64,
}

/// What the application was last notified of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChannelState {
    /// It is open, as far as is known, or was never created.
    #[default]
    Open,
    /// It is open, and deliveries have failed for so long that the application was notified.
    AtRisk,
    /// The service has closed it, and it has not been created again.
    Closed,
}

impl GuardedChannel {
    /// A channel that has yet to be created. `None` if the request has no callback URL, which no request of
    /// [`CreateChannel::new`] is.
    pub(crate) fn new(account_id: &str, request: CreateChannel, now: Timestamp) -> Option<Self> {
        let callback_url = asked_for(&request, "")?.callback_url?;
        Some(Self {
            account_id: account_id.to_owned(),
            callback_url,
            request,
            channel_id: None,
            is_pending: true,
            state: ChannelState::Open,
            last_success: None,
            failing_since: None,
            failures: 0,
            has_gap: false,
            claimed_at: None,
            fence: 0,
            due_at: now,
            version: 1,
        })
    }

    /// The channel that the request asks for, with the id that it has.
    pub(crate) fn asked_for(&self) -> Option<Channel> {
        asked_for(&self.request, self.channel_id.as_deref().unwrap_or_default())
    }

    /// When the service closes it, unless a delivery succeeds before; `None` while deliveries succeed, and when it is
    /// closed already.
    #[must_use]
    pub fn closes_at(&self) -> Option<Timestamp> {
        self.fails_for(1.0)
    }

    /// The time until the service closes it; zero once that time has passed.
    #[must_use]
    pub fn time_left(&self, now: Timestamp) -> Option<Duration> {
        Some(Duration::try_from(self.closes_at()?.duration_since(now)).unwrap_or_default())
    }

    /// When deliveries will have failed for this share of the 24 hours.
    pub(crate) fn fails_for(&self, share: f64) -> Option<Timestamp> {
        let since = self.failing_since.filter(|_| self.state != ChannelState::Closed)?;
        let time = SignedDuration::try_from_secs_f64(PATIENCE.as_secs_f64() * share.clamp(0.0, 1.0)).ok()?;
        since.checked_add(time).ok()
    }
}

/// A request has the fields of the channel that it asks for, all but the id.
fn asked_for(request: &CreateChannel, channel_id: &str) -> Option<Channel> {
    let mut channel = serde_json::to_value(request).ok()?;
    channel.as_object_mut()?.insert("channel_id".to_owned(), channel_id.into());
    serde_json::from_value(channel).ok()
}

impl ChannelState {
    /// Its name in the column `state` of the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::AtRisk => "at_risk",
            Self::Closed => "closed",
        }
    }

    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Open, Self::AtRisk, Self::Closed].into_iter().find(|state| state.as_str() == name)
    }
}

impl fmt::Debug for GuardedChannel {
    /// Without the callback URL: an application may keep a token in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardedChannel")
            .field("account_id", &self.account_id)
            .field("channel_id", &self.channel_id)
            .field("is_pending", &self.is_pending)
            .field("state", &self.state)
            .field("last_success", &self.last_success)
            .field("failing_since", &self.failing_since)
            .field("failures", &self.failures)
            .field("has_gap", &self.has_gap)
            .field("due_at", &self.due_at)
            .finish_non_exhaustive()
    }
}
