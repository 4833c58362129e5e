//! [`ChannelGuardianBuilder`]: configures a guardian.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use cronofy_hooks::Secrets;
use cronofy_hooks_client::ApplicationClient;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use super::answers::AnswerNotes;
use super::guarding::{Guarding, OnState};
use super::measure;
use super::service::ChannelGuardian;
use crate::calendar_sync::CalendarSync;
use crate::channel::{ChannelStore, GuardedChannel};

/// Configures a [`ChannelGuardian`]. [`ChannelGuardian::builder`] makes it.
#[must_use = "call `build`"]
pub struct ChannelGuardianBuilder(Guarding);

impl ChannelGuardian {
    /// Configures a guardian. `secrets` are those of the hooks: it signs what it hands to the router.
    pub fn builder(
        sync: CalendarSync,
        client: ApplicationClient,
        secrets: Secrets,
        channels: impl ChannelStore,
    ) -> ChannelGuardianBuilder {
        ChannelGuardianBuilder(Guarding {
            sync,
            client,
            secrets,
            channels: Box::new(channels),
            clock: Box::new(Timestamp::now),
            at_risk_share: 0.25,
            check_every: SignedDuration::from_hours(1),
            creates_again: true,
            on_at_risk: None,
            on_closed: None,
            notes: AnswerNotes::default(),
            wake: Notify::new(),
        })
    }
}

impl ChannelGuardianBuilder {
    /// Calls a function when a channel is at risk: its deliveries have failed for [a share](Self::at_risk_share) of the 24
    /// hours. It is called again only after deliveries have succeeded in between.
    ///
    /// The guardian waits for the function, for a minute at most. If the process ends in that time, the function is called
    /// again later.
    pub fn on_at_risk<F, T>(mut self, call: F) -> Self
    where
        F: Fn(GuardedChannel) -> T + Send + Sync + 'static,
        T: Future<Output = ()> + Send + 'static,
    {
        self.0.on_at_risk = Some(on_state(call));
        self
    }

    /// Calls a function when the service has closed a channel, or does not list it any more, before the guardian creates
    /// it again. As [`on_at_risk`](Self::on_at_risk).
    pub fn on_closed<F, T>(mut self, call: F) -> Self
    where
        F: Fn(GuardedChannel) -> T + Send + Sync + 'static,
        T: Future<Output = ()> + Send + 'static,
    {
        self.0.on_closed = Some(on_state(call));
        self
    }

    /// For which share of the 24 hours deliveries have to fail until a channel is at risk; 0.25 unless set, which is 6
    /// hours. A value outside of 0 to 1 is clamped.
    pub fn at_risk_share(mut self, share: f64) -> Self {
        self.0.at_risk_share = share;
        self
    }

    /// How often the service is asked for the channels of an account; every hour unless set, and never more often than
    /// each minute. A process that is down notes nothing, and deliveries that do not arrive have no answer, so only the
    /// service knows whether a channel is open.
    pub fn check_every(mut self, interval: Duration) -> Self {
        let interval = SignedDuration::try_from(interval).unwrap_or(SignedDuration::MAX);
        self.0.check_every = interval.clamp(SignedDuration::from_mins(1), SignedDuration::from_hours(24 * 365));
        self
    }

    /// Does not create a closed channel again: [`on_closed`](Self::on_closed) decides, and
    /// [`guard`](ChannelGuardian::guard) creates it.
    pub fn without_creating_again(mut self) -> Self {
        self.0.creates_again = false;
        self
    }

    /// The clock, for tests; the system's unless set.
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.0.clock = Box::new(clock);
        self
    }

    /// Makes the guardian, and describes its metrics. Nothing is read or sent.
    #[must_use]
    pub fn build(self) -> ChannelGuardian {
        measure::describe();
        ChannelGuardian(Arc::new(self.0))
    }
}

fn on_state<F, T>(call: F) -> OnState
where
    F: Fn(GuardedChannel) -> T + Send + Sync + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    Box::new(move |channel| Box::pin(call(channel)))
}

impl fmt::Debug for ChannelGuardianBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelGuardianBuilder").finish_non_exhaustive()
    }
}
