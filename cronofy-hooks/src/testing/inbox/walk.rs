//! [`Walk`]: takes each step on an inbox and on the model.

use bytes::Bytes;

use super::clock::Clock;
use super::difference::{Difference, Verdict, holds, same, same_lines};
use super::lines;
use super::model::{Model, earlier};
use super::step::{Incoming, Step};
use super::together::together;
use crate::inbox::{Accepted, Demand, Fence, Inbox, NewDelivery, Selection, Settlement, UnitId};

pub(super) struct Walk<'a> {
    inbox: &'a dyn Inbox,
    clock: &'a Clock,
    model: Model,
    /// Every lease there was, with the fence of each side.
    leases: Vec<(UnitId, Fence, Fence)>,
    /// How many deliveries were sent.
    sent: u64,
    /// The highest number of a delivery so far.
    highest: i64,
    /// The units as they were before the step.
    before: Vec<String>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(inbox: &'a dyn Inbox, clock: &'a Clock) -> Self {
        let model = Model::default();
        Self { inbox, clock, model, leases: Vec::new(), sent: 0, highest: i64::MIN, before: Vec::new() }
    }

    pub(super) fn before(&self) -> &[String] {
        &self.before
    }

    pub(super) async fn step(&mut self, step: &Step) -> Verdict {
        self.model.set_time(self.clock.now());
        self.before = lines::entries(&self.model.list(&Selection::all()));
        match step {
            Step::Accept(deliveries) => self.accept(deliveries).await,
            Step::Lease { max, hold } => self.lease(Demand { max: *max, hold: *hold, wait: false }).await,
            Step::Settle { lease, settlement, transaction } => self.settle(*lease, settlement, *transaction).await,
            Step::Change { change, unit, selection } => {
                let selection = self.select(*unit, selection);
                let expected = self.model.change(*change, &selection);
                same("units changed", self.inbox.change(*change, selection).await?, expected)
            }
            Step::List { unit, selection } => {
                let selection = self.select(*unit, selection);
                let expected = lines::entries(&self.model.list(&selection));
                same_lines("the list", lines::entries(&self.inbox.list(selection).await?), expected)
            }
            Step::Prune(retention) => {
                let expected = self.model.prune(retention);
                same("deliveries forgotten", self.inbox.prune(*retention).await?, expected)
            }
            Step::Advance(by) => {
                self.clock.advance(*by);
                self.model.set_time(self.clock.now());
                Ok(())
            }
        }
    }

    /// Everything that can be seen.
    pub(super) async fn compare(&self) -> Verdict {
        let expected = lines::entries(&self.model.list(&Selection::all()));
        let found = lines::entries(&self.inbox.list(Selection::all()).await?);
        same_lines("all units after the step", found, expected)?;
        let expected = lines::statistics(&self.model.statistics());
        same_lines("the statistics", lines::statistics(&self.inbox.statistics().await?), expected)?;
        let Some(newest) = self.model.numbers().into_iter().max() else { return Ok(()) };
        let found = lines::stored(self.inbox.show(newest).await?.as_ref());
        same_lines("the newest delivery", found, lines::stored(self.model.show(newest).as_ref()))
    }

    async fn accept(&mut self, deliveries: &[Incoming]) -> Verdict {
        let sent: Vec<_> = deliveries.iter().map(|delivery| self.send(delivery)).collect();
        let calls = sent.iter().map(|new| self.inbox.accept(new.clone())).collect();
        let answers = together(calls).await?;
        let mut numbers: Vec<_> =
            self.inbox.list(Selection::all()).await?.iter().map(|entry| entry.unit.delivery()).collect();
        let known = self.model.numbers();
        numbers.retain(|number| !known.contains(number));
        numbers.sort_unstable();
        numbers.dedup();
        let mut stored = vec![false; sent.len()];
        for number in numbers {
            holds("the number of a new delivery is higher than all before", number > self.highest)?;
            self.highest = number;
            // Which of those that were sent at the same time it is.
            let head = self.inbox.show(number).await?.map(|stored| stored.head);
            let place = sent.iter().position(|new| Some(&new.head) == head.as_ref());
            let place = place.ok_or_else(|| Difference::new("the head", "one that was sent", format!("{head:?}")))?;
            let new = &sent[place];
            holds("what was stored before is not stored again", !new.repeat.is_some_and(|it| self.model.knows(it)))?;
            self.model.accept(number, new.clone());
            stored[place] = true;
        }
        for ((answer, new), stored) in answers.into_iter().zip(&sent).zip(stored) {
            let is_known = new.repeat.is_some_and(|repeat| self.model.knows(repeat));
            holds("what was sent is stored", stored || is_known)?;
            same("the answer", answer, if stored { Accepted::New } else { Accepted::Repeated })?;
        }
        Ok(())
    }

    fn send(&mut self, Incoming { repeat, age, units }: &Incoming) -> NewDelivery {
        self.sent += 1;
        NewDelivery {
            repeat: repeat.map(|repeat| [repeat; 16]),
            head: format!("delivery \"{}\"", self.sent),
            body: Bytes::from(vec![b'b'; self.sent as usize % 7]),
            received_at: earlier(self.clock.now(), *age),
            units: units.clone(),
        }
    }

    async fn lease(&mut self, demand: Demand) -> Verdict {
        let expected = self.model.lease(demand.max, demand.hold);
        let found = self.inbox.lease(demand).await?;
        same_lines("what is leased", lines::leased(&found), lines::leased(&expected))?;
        for (found, expected) in found.iter().zip(&expected) {
            let last = self.leases.iter().rev().find(|(unit, ..)| *unit == found.unit);
            let grows = last.is_none_or(|(_, fence, _)| found.fence > *fence);
            holds("the fence is higher than that of the lease before", grows)?;
            self.leases.push((found.unit, found.fence, expected.fence));
        }
        Ok(())
    }

    async fn settle(&mut self, lease: usize, settlement: &Settlement, transaction: bool) -> Verdict {
        let Some(back) = lease.checked_rem(self.leases.len()) else { return Ok(()) };
        let (unit, fence, of_the_model) = self.leases[self.leases.len() - 1 - back];
        let expected = self.model.settle(unit, of_the_model, settlement);
        let found = if transaction && self.inbox.transactions().is_some() {
            let transaction = self.inbox.begin().await?;
            self.inbox.commit(transaction, unit, fence, settlement.clone()).await?
        } else {
            self.inbox.settle(unit, fence, settlement.clone()).await?
        };
        same(&format!("whether {unit} was settled"), found, expected)
    }

    fn select(&self, unit: Option<usize>, selection: &Selection) -> Selection {
        let all = self.model.list(&Selection::all());
        let unit = unit.and_then(|unit| unit.checked_rem(all.len())).map(|back| all[back].unit);
        Selection { units: unit.into_iter().collect(), ..selection.clone() }
    }
}
