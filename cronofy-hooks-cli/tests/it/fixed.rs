//! [`Fixed`]: an inbox that holds what it was given, and notes what it is asked.

use std::fmt::Debug;
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cronofy_hooks::inbox::{
    Accepted, Change, Demand, Entry, Fence, Inbox, InboxError, InboxErrorKind, Leased, NewDelivery, Reply, Retention,
    Selection, Settlement, Statistics, Stored, UnitId, UnitState,
};
use jiff::Timestamp;

use crate::content::{NOW, at};

/// An inbox that holds what it was given, and notes what it is asked. Clones are the same inbox.
#[derive(Clone, Debug)]
pub(crate) struct Fixed(Arc<Mutex<Inside>>);

#[derive(Debug)]
struct Inside {
    deliveries: Vec<Stored>,
    asked: Vec<String>,
    failure: Option<InboxError>,
}

impl Fixed {
    pub(crate) fn new(mut deliveries: Vec<Stored>) -> Self {
        for delivery in &mut deliveries {
            for unit in &mut delivery.units {
                unit.received_at = delivery.received_at;
                if unit.due_at == Timestamp::MIN {
                    unit.due_at = delivery.received_at;
                }
            }
        }
        Self(Arc::new(Mutex::new(Inside { deliveries, asked: Vec::new(), failure: None })))
    }

    /// One that answers nothing but this.
    pub(crate) fn failing(failure: InboxError) -> Self {
        let inbox = Self::new(Vec::new());
        inbox.inside().failure = Some(failure);
        inbox
    }

    /// What it was asked, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.inside().asked.clone()
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer<'a, T: Send + 'a>(&'a self, asked: String, answer: impl FnOnce(&mut Vec<Stored>) -> T) -> Reply<'a, T> {
        let mut inside = self.inside();
        inside.asked.push(asked);
        let answer = match inside.failure.clone() {
            Some(failure) => Err(failure),
            None => Ok(answer(&mut inside.deliveries)),
        };
        Box::pin(ready(answer))
    }
}

fn chosen<'d>(deliveries: &'d mut [Stored], selection: &Selection, states: &[UnitState]) -> Vec<&'d mut Entry> {
    let Selection { units, states: asked, since, until, name, limit, .. } = selection;
    let mut entries: Vec<_> = deliveries.iter_mut().flat_map(|delivery| &mut delivery.units).collect();
    entries.retain(|entry| {
        states.contains(&entry.state)
            && (asked.is_empty() || asked.contains(&entry.state))
            && (units.is_empty() || units.contains(&entry.unit))
            && since.is_none_or(|since| since <= entry.received_at)
            && until.is_none_or(|until| until > entry.received_at)
            && name.as_ref().is_none_or(|name| entry.name.contains(name))
    });
    entries.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.unit));
    entries.truncate(limit.map_or(usize::MAX, |limit| limit as usize));
    entries
}

fn edit(entry: &mut Entry, change: Change) {
    match change {
        Change::Bury => {
            *entry = Entry {
                state: UnitState::Dead,
                error: Some("buried by hand".to_owned()),
                finished_at: Some(at(NOW)),
                ..entry.clone()
            };
        }
        _ => {
            let replays = entry.replays + u32::from(change == Change::Replay);
            *entry = Entry {
                state: UnitState::Waiting,
                due_at: at(NOW),
                finished_at: None,
                attempts: 0,
                replays,
                ..entry.clone()
            };
        }
    }
}

fn unused<T: Send + 'static>(what: impl Debug) -> Reply<'static, T> {
    let message = format!("the command line asks for no {what:?}");
    Box::pin(ready(Err(InboxError::new(InboxErrorKind::Unsupported, message))))
}

impl Inbox for Fixed {
    fn accept(&self, delivery: NewDelivery) -> Reply<'_, Accepted> {
        unused(delivery)
    }

    fn lease(&self, demand: Demand) -> Reply<'_, Vec<Leased>> {
        unused(demand)
    }

    fn settle(&self, unit: UnitId, _: Fence, _: Settlement) -> Reply<'_, bool> {
        unused(unit)
    }

    fn list(&self, selection: Selection) -> Reply<'_, Vec<Entry>> {
        self.answer(format!("list {}", words(&selection)), |deliveries| {
            chosen(deliveries, &selection, &UnitState::ALL).into_iter().map(|entry| entry.clone()).collect()
        })
    }

    fn show(&self, delivery: i64) -> Reply<'_, Option<Stored>> {
        self.answer(format!("show {delivery}"), |deliveries| {
            deliveries.iter().find(|stored| stored.delivery == delivery).cloned()
        })
    }

    fn change(&self, change: Change, selection: Selection) -> Reply<'_, u64> {
        self.answer(format!("{change:?} {}", words(&selection)), |deliveries| {
            let states = UnitState::ALL.into_iter().filter(|&state| change.applies_to(state)).collect::<Vec<_>>();
            let chosen = chosen(deliveries, &selection, &states);
            chosen.into_iter().map(|entry| edit(entry, change)).count() as u64
        })
    }

    fn prune(&self, retention: Retention) -> Reply<'_, u64> {
        let hours = |duration: std::time::Duration| duration.as_secs() / 3600;
        let asked = format!("prune done {} h, dead {:?} h", hours(retention.done), retention.dead.map(hours));
        self.answer(asked, |deliveries| {
            let before = deliveries.len();
            let oldest = at(NOW) - retention.done;
            let is_kept = |unit: &Entry| !matches!(unit.state, UnitState::Done | UnitState::Discarded);
            deliveries.retain(|stored| stored.received_at >= oldest || stored.units.iter().any(is_kept));
            (before - deliveries.len()) as u64
        })
    }

    fn statistics(&self) -> Reply<'_, Statistics> {
        self.answer("statistics".to_owned(), |deliveries| {
            let mut statistics = Statistics::default();
            for unit in deliveries.iter().flat_map(|stored| &stored.units) {
                match unit.state {
                    UnitState::Waiting => statistics.waiting += 1,
                    UnitState::Running => statistics.running += 1,
                    UnitState::Dead => statistics.dead += 1,
                    _ => continue,
                }
                if unit.state != UnitState::Dead {
                    statistics.oldest = statistics.oldest.into_iter().chain([unit.received_at]).min();
                }
            }
            statistics
        })
    }

    fn close(&self) -> Reply<'_, ()> {
        Box::pin(ready(Ok(())))
    }
}

/// What is set in a selection.
fn words(selection: &Selection) -> String {
    let Selection { units, states, since, until, name, limit, .. } = selection;
    let all = |items: Vec<String>| items.join(",");
    let mut words = Vec::new();
    if !units.is_empty() {
        words.push(format!("units={}", all(units.iter().map(ToString::to_string).collect())));
    }
    if !states.is_empty() {
        words.push(format!("states={}", all(states.iter().map(ToString::to_string).collect())));
    }
    words.extend(since.map(|since| format!("since={since}")));
    words.extend(until.map(|until| format!("until={until}")));
    words.extend(name.as_ref().map(|name| format!("name={name:?}")));
    words.extend(limit.map(|limit| format!("limit={limit}")));
    words.join(" ")
}
