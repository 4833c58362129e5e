//! Waits until an [`Expectation`] or a [`ChannelExpectation`] is met.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::handle::SandboxHandle;
use crate::error::SandboxError;
use crate::world::model::{ChannelExpectation, Delivery, Expectation, World};
use crate::world::rules::{DeliverySearch, Standing};

/// How long an expectation waits, in real time, unless it says so.
const PATIENCE: SignedDuration = SignedDuration::from_secs(5);
/// How many deliveries an unmet expectation names.
const SHOWN: usize = 5;

impl Expectation {
    fn is_met(&self, found: usize) -> bool {
        self.count.map_or(found > 0, |count| found == count)
    }
}

impl SandboxHandle {
    /// Waits until the deliveries are as they should be, and returns those that match.
    pub(super) async fn expect(&self, expectation: &Expectation) -> Result<Value, SandboxError> {
        let search = DeliverySearch::parse(&expectation.deliveries);
        if let Some(error) = search.error {
            return Err(SandboxError::new(format!("the search of the expectation is wrong: {error}")));
        }
        let found = |world: &World| {
            let matching = world.deliveries.values().filter(|it| search.matches(world, it));
            matching.map(|it| it.number).collect::<Vec<_>>()
        };
        let met = |world: &World| Some(found(world)).filter(|numbers| expectation.is_met(numbers.len()));
        match self.until(expectation.within, met).await {
            Some(numbers) => Ok(json!({ "deliveries": numbers })),
            None => Err(SandboxError::new(self.shared.read(|world| unmet(world, expectation, found(world).len())))),
        }
    }

    /// Waits until a channel is as it should be.
    pub(super) async fn expect_channel(&self, expectation: &ChannelExpectation) -> Result<Value, SandboxError> {
        let ChannelExpectation { channel_id, closed, within } = expectation;
        let met = |world: &World| world.channels.get(channel_id).filter(|it| it.is_open() != *closed).map(|_| ());
        match self.until(*within, met).await {
            Some(()) => Ok(json!({})),
            None => Err(SandboxError::new(self.shared.read(|world| unmet_channel(world, expectation)))),
        }
    }

    /// What `met` finds, at once or after a change; `None` after this time.
    async fn until<T>(&self, within: Option<SignedDuration>, met: impl Fn(&World) -> Option<T>) -> Option<T> {
        let mut changes = self.changes();
        let met = async {
            loop {
                if let Some(found) = self.shared.read(&met) {
                    return found;
                }
                if !changes.next().await {
                    // The sandbox has ended, and nothing changes any more.
                    std::future::pending::<()>().await;
                }
            }
        };
        timeout(Duration::try_from(within.unwrap_or(PATIENCE)).unwrap_or_default(), met).await.ok()
    }
}

fn unmet_channel(world: &World, expectation: &ChannelExpectation) -> String {
    let ChannelExpectation { channel_id, closed, .. } = expectation;
    let Some(channel) = world.channels.get(channel_id) else {
        let known: Vec<_> = world.channels.keys().map(String::as_str).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        return format!("there is no channel `{channel_id}`; the channels are: {known}");
    };
    let since = match (channel.closed, channel.closes_at()) {
        (Some(closed), _) => format!("closed since {}", closed.at),
        (None, Some(at)) => format!("open, and closes at {at} unless a delivery succeeds"),
        (None, None) => "open".to_owned(),
    };
    let wanted = if *closed { "closed" } else { "open" };
    format!("channel `{channel_id}` should be {wanted}; it is {since}")
}

fn unmet(world: &World, expectation: &Expectation, found: usize) -> String {
    let Expectation { deliveries, count, .. } = expectation;
    let wanted = count.map_or_else(|| "at least one".to_owned(), |count| count.to_string());
    let last: Vec<_> = world.deliveries.values().rev().take(SHOWN).map(line).collect();
    let last =
        if last.is_empty() { "nothing was sent".to_owned() } else { format!("the last are {}", last.join(", ")) };
    format!("{wanted} of the deliveries should match `{deliveries}`, and {found} do; {last}")
}

/// `12 change (failing: 401 Unauthorized)`
fn line(delivery: &Delivery) -> String {
    let standing = Standing::of(delivery);
    let word = standing.word();
    let outcome = delivery.attempts.last().and_then(|it| it.outcome.as_ref());
    let outcome = outcome.filter(|_| standing.is_failure()).map_or_else(String::new, |it| format!(": {it}"));
    format!("{} {} ({word}{outcome})", delivery.number, delivery.name)
}
