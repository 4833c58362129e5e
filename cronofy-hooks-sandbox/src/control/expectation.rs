//! Waits until an [`Expectation`] is met.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::handle::SandboxHandle;
use crate::error::SandboxError;
use crate::world::model::{Delivery, Expectation, World};
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
        let mut changes = self.changes();
        let met = async {
            loop {
                let numbers = self.shared.read(found);
                if expectation.is_met(numbers.len()) {
                    return numbers;
                }
                if !changes.next().await {
                    // The sandbox has ended, and nothing changes any more.
                    std::future::pending::<()>().await;
                }
            }
        };
        let within = Duration::try_from(expectation.within.unwrap_or(PATIENCE)).unwrap_or_default();
        match timeout(within, met).await {
            Ok(numbers) => Ok(json!({ "deliveries": numbers })),
            Err(_) => Err(SandboxError::new(self.shared.read(|world| unmet(world, expectation, found(world).len())))),
        }
    }
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
