//! One look at a channel: asks the service whether it is open, and does what has to be done.
//!
//! One process looks at a channel at a time, under a [`Claim`]. It may end after any step; the next look, of any
//! process, begins anew and comes to the same end:
//!
//! 1. It asks the service for the channels of the account. Ended here: nothing has happened.
//! 2. The channel is closed: it calls the application, and notes that. Ended between the two: the application is called
//!    again.
//! 3. It creates the channel, and notes its id. Ended between the two: the next look finds an open channel that it did
//!    not note, with the callback URL and the filters of this one, and takes it. If the service has made a second one,
//!    the next look keeps one of them and closes the others: the callback URL is this channel's own.
//! 4. It hands the gap to the router, and notes that. Ended between the two: it is handed over again, and the inbox
//!    recognises it.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::Router;
use cronofy_hooks::payload::Channel;
use jiff::{SignedDuration, Timestamp};

use super::claim::Claim;
use super::error::GuardianError;
use super::guarding::{Guarding, OnState};
use super::measure;
use crate::channel::{ChannelState, GuardedChannel};

/// When a look that failed is repeated.
const RETRY: SignedDuration = SignedDuration::from_mins(5);
/// How long a function of the application may take.
const FUNCTION: Duration = Duration::from_secs(60);

/// Why a guardian looks at a channel.
#[derive(Clone, Copy)]
pub(super) enum LookReason<'r> {
    /// The application asked for the channel. A gap waits for a look with a router.
    Asked,
    /// It is due.
    Due(&'r Router),
}

impl Guarding {
    /// Looks at a channel, unless another process does.
    pub(super) async fn look(&self, channel: &GuardedChannel, reason: LookReason<'_>) -> Result<(), GuardianError> {
        let Some(mut claim) = Claim::take(&*self.channels, channel, self.now()).await? else { return Ok(()) };
        let request = claim.channel().request.clone();
        let looked = self.look_claimed(&mut claim, reason).await;
        let now = self.now();
        let needs_login = looked.as_ref().is_err_and(GuardianError::needs_login);
        let release = |channel: &mut GuardedChannel| {
            channel.claimed_at = None;
            channel.due_at = match &looked {
                // It was changed by `guard` in between, or the gap waits.
                Ok(()) if channel.request != request || channel.has_gap => now,
                Err(_) if !needs_login => later(now, RETRY.min(self.check_every)),
                _ => self.next_look(channel, now),
            };
        };
        let released = claim.store(now, release).await;
        looked.and(released)
    }

    async fn look_claimed(&self, claim: &mut Claim<'_>, reason: LookReason<'_>) -> Result<(), GuardianError> {
        let client = self.client.account(&claim.channel().account_id);
        let open = match client.channels().await {
            Ok(open) => open,
            Err(error) => {
                // What endangers the channel may also be why the service cannot be asked.
                self.report_risk(claim).await?;
                return Err(error.into());
            }
        };
        let id = claim.channel().channel_id.clone();
        let is_current = |channel: &&Channel| id.as_ref() == Some(&channel.channel_id);
        let current = open.iter().find(is_current);
        let is_closed = id.is_some() && current.is_none();
        if is_closed && claim.channel().state != ChannelState::Closed {
            self.report(claim, ChannelState::Closed).await?;
        }
        if is_closed && !self.creates_again && matches!(reason, LookReason::Due(_)) {
            return Ok(());
        }

        let request = claim.channel().request.clone();
        let asked = claim.channel().asked_for().ok_or(GuardianError::Request)?;
        let has_url = |channel: &&Channel| channel.callback_url == asked.callback_url;
        let is_asked = |channel: &&Channel| settings(channel) == settings(&asked);
        let found = current.filter(is_asked).or_else(|| open.iter().filter(has_url).find(is_asked));
        let kept = match found {
            Some(channel) => channel.channel_id.clone(),
            None => client.create_channel(&request).await?.channel_id,
        };
        let is_other = id.as_ref() != Some(&kept) || claim.channel().state == ChannelState::Closed;
        if is_other || claim.channel().is_pending {
            claim
                .store(self.now(), |channel| {
                    // `guard` may have changed the request since the service was asked.
                    channel.is_pending = channel.request != request;
                    if is_other {
                        channel.channel_id = Some(kept.clone());
                        channel.state = ChannelState::Open;
                        (channel.failing_since, channel.failures) = (None, 0);
                        channel.has_gap |= is_closed;
                    }
                })
                .await?;
        }
        if is_other {
            tracing::info!(account_id = claim.channel().account_id, channel_id = kept, "the channel is open");
            if is_closed {
                measure::created_again();
            }
        }
        self.report_risk(claim).await?;
        for other in open.iter().filter(|it| has_url(it) || is_current(it)).filter(|it| it.channel_id != kept) {
            self.close(client.account_id(), &other.channel_id).await?;
        }
        if let LookReason::Due(router) = reason
            && claim.channel().has_gap
        {
            self.report_gap(claim.channel(), router).await?;
            claim.store(self.now(), |channel| channel.has_gap = false).await?;
        }
        Ok(())
    }

    /// Reports a channel that has become at risk.
    async fn report_risk(&self, claim: &mut Claim<'_>) -> Result<(), GuardianError> {
        let channel = claim.channel();
        let is_at_risk = channel.fails_for(self.at_risk_share).is_some_and(|at| at <= self.now());
        if is_at_risk && channel.state == ChannelState::Open {
            self.report(claim, ChannelState::AtRisk).await?;
        }
        Ok(())
    }

    /// Calls the application, and then notes that it did.
    async fn report(&self, claim: &mut Claim<'_>, state: ChannelState) -> Result<(), GuardianError> {
        let channel = GuardedChannel { state, ..claim.channel().clone() };
        let GuardedChannel { account_id, channel_id, failures, .. } = &channel;
        let call = match state {
            ChannelState::AtRisk => {
                let left_s = channel.time_left(self.now()).unwrap_or_default().as_secs();
                tracing::warn!(
                    account_id,
                    channel_id,
                    failures,
                    left_s,
                    "the service closes the channel unless deliveries succeed"
                );
                &self.on_at_risk
            }
            _ => {
                tracing::error!(account_id, channel_id, failures, "the service has closed the channel");
                &self.on_closed
            }
        };
        if let Some(call) = call {
            self.call(call, channel).await;
        }
        claim.store(self.now(), |channel| channel.state = state).await
    }

    async fn call(&self, call: &OnState, channel: GuardedChannel) {
        // A task of its own, so that a panic ends the task and not the guardian.
        let task = tokio::spawn(call(channel));
        let stop = task.abort_handle();
        match tokio::time::timeout(FUNCTION, task).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the function for channels at risk or closed failed"),
            Err(_) => {
                stop.abort();
                tracing::error!("the function for channels at risk or closed took longer than a minute");
            }
        }
    }

    /// When to look at a channel again: after the interval, or when it becomes at risk or should be closed.
    pub(super) fn next_look(&self, channel: &GuardedChannel, now: Timestamp) -> Timestamp {
        let is_open = channel.state == ChannelState::Open;
        let at_risk_at = channel.fails_for(self.at_risk_share).filter(|_| is_open);
        let closed_at = channel.closes_at().map(|at| later(at, SignedDuration::from_secs(1))).filter(|at| *at > now);
        let next = later(now, self.check_every);
        at_risk_at.into_iter().chain(closed_at).fold(next, Timestamp::min)
    }
}

fn later(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// What a channel reports. A filter that is left out has its default.
fn settings(channel: &Channel) -> (BTreeSet<&str>, bool, bool) {
    let filters = channel.filters.as_ref();
    let calendars = filters.and_then(|filters| filters.calendar_ids.as_ref()).into_iter().flatten();
    let only_managed = filters.and_then(|filters| filters.only_managed).unwrap_or_default();
    let conversations = channel.scheduling_conversations.as_ref().and_then(|it| it.enabled).unwrap_or_default();
    (calendars.map(String::as_str).collect(), only_managed, conversations)
}
