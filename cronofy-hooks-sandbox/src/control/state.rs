//! Reads the state: accounts, channels, deliveries, triggers and agents.

use cronofy_hooks_contract::text::Diagnosis;

use super::handle::SandboxHandle;
use super::views::{AccountView, AttemptView, ChannelView, DeliveryView, TriggerView};
use crate::world::World;

/// Reads the state.
impl SandboxHandle {
    /// The accounts that gave the application access.
    #[must_use]
    pub fn accounts(&self) -> Vec<AccountView> {
        self.shared.read(|world| world.accounts.values().map(|account| AccountView::new(world, account)).collect())
    }

    /// All channels, including closed ones.
    #[must_use]
    pub fn channels(&self) -> Vec<ChannelView> {
        self.shared.read(|world| world.channels.values().cloned().collect())
    }

    /// The deliveries, oldest first: all that are waiting, and the last 2,000 that have
    /// ended, or as many as [`SandboxBuilder::history`](crate::SandboxBuilder::history) says.
    #[must_use]
    pub fn deliveries(&self) -> Vec<DeliveryView> {
        self.shared.read(|world| world.deliveries.values().cloned().collect())
    }

    /// What the outcome of an attempt means, and what to do about it. `None` while the attempt is in flight.
    #[must_use]
    pub fn diagnosis(&self, delivery: &DeliveryView, attempt: &AttemptView) -> Option<Diagnosis> {
        self.shared.read(|world| world.diagnose(delivery, attempt))
    }

    /// The triggers of an event, with their windows.
    #[must_use]
    pub fn triggers(&self, event_uid: &str) -> Vec<TriggerView> {
        let triggers = |world: &World| {
            world.events.get(event_uid).map(|event| event.triggers.iter().map(TriggerView::from).collect())
        };
        self.shared.read(triggers).unwrap_or_default()
    }

    /// The `sub` of the meeting agent of an event, by the `event_uid` or the application's own `event_id`.
    #[must_use]
    pub fn agent_of(&self, event: &str) -> Option<String> {
        let is_it = |id: &Option<String>| id.as_deref() == Some(event);
        self.shared.read(|world| {
            let by_id = || world.events.values().find(|it| is_it(&it.event_id) && it.agent.is_some());
            world.events.get(event).or_else(by_id)?.agent.clone()
        })
    }
}
