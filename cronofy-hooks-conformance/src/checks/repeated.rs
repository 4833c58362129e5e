//! Promise 2.

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use cronofy_hooks::inbox::{Accepted, JobFilter, LeaseUpdate, NewDelivery};

use crate::difference::{CheckResult, holds, same};
use crate::together::{in_tasks, together};
use crate::trial::{Trial, job};

const KEY: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, b'\'', b'"', b'\\', 0x80, 0xfe, 0xff];

pub(super) async fn a_repeat_is_not_stored_and_changes_nothing(trial: &Trial) -> CheckResult {
    let number = trial.store(trial.repeatable(KEY, job("a"))).await?;
    let before = (trial.inbox.list(JobFilter::all()).await?, trial.inbox.show(number).await?);
    let (repeat, body) = (Some(KEY), Bytes::from_static(b"another"));
    let again = NewDelivery { repeat, body, ..trial.new_delivery([job("b"), job("c")]) };
    trial.accept("the answer", again, Accepted::Repeated).await?;
    let after = (trial.inbox.list(JobFilter::all()).await?, trial.inbox.show(number).await?);
    same("what is stored", after, before)
}

pub(super) async fn a_delivery_without_a_key_is_always_new(trial: &Trial) -> CheckResult {
    for _ in 0..3 {
        trial.accept("the answer", trial.new_delivery([job("a")]), Accepted::New).await?;
    }
    trial.lists_many(3).await
}

pub(super) async fn other_keys_are_other_deliveries(trial: &Trial) -> CheckResult {
    let mut other = KEY;
    other[15] = 0;
    trial.store(trial.repeatable(KEY, job("a"))).await?;
    trial.store(trial.repeatable(other, job("b"))).await?;
    trial.store(trial.repeatable([0; 16], job("c"))).await?;
    trial.leases("what can be leased", ["a", "b", "c"]).await.map(drop)
}

/// In one write, for an engine that batches.
pub(super) async fn of_repeats_in_one_batch_one_is_stored(trial: &Trial) -> CheckResult {
    let deliveries = [
        trial.repeatable(KEY, job("a")),
        trial.new_delivery([job("b")]),
        NewDelivery { repeat: Some(KEY), ..trial.new_delivery([job("a"), job("a")]) },
        trial.repeatable([7; 16], job("c")),
        trial.repeatable(KEY, job("a")),
    ];
    let answers = together(deliveries.map(|new| trial.inbox.accept(new))).await?;
    let new = answers.iter().filter(|answer| **answer == Accepted::New).count();
    same("answers that say new", (answers.len(), new), (5, 3))?;
    same("the answers to the others", (answers[1], answers[3]), (Accepted::New, Accepted::New))?;
    let records = trial.inbox.list(JobFilter::all()).await?;
    let deliveries: BTreeSet<_> = records.iter().map(|record| record.job.delivery()).collect();
    same("deliveries that are stored", deliveries.len(), 3)
}

pub(super) async fn of_repeats_at_once_one_is_stored(trial: &Trial) -> CheckResult {
    for round in 0..4 {
        let calls = (0..16).map(|_| {
            let (inbox, new) = (Arc::clone(&trial.inbox), trial.repeatable([round; 16], job("a")));
            async move { inbox.accept(new).await }
        });
        let answers = in_tasks(calls).await?;
        let new = answers.iter().filter(|answer| **answer == Accepted::New).count();
        same("answers, and those that say new", (answers.len(), new), (16, 1))?;
        trial.lists_many(usize::from(round) + 1).await?;
    }
    Ok(())
}

pub(super) async fn a_repeat_of_a_finished_delivery_is_known(trial: &Trial) -> CheckResult {
    trial.store(trial.repeatable(KEY, job("a"))).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    trial.after(100);
    trial.accept("the answer", trial.repeatable(KEY, job("a")), Accepted::Repeated).await?;
    trial.leases("what can be leased", []).await.map(drop)
}

pub(super) async fn a_forgotten_delivery_is_new_again(trial: &Trial) -> CheckResult {
    let first = trial.store(trial.repeatable(KEY, job("a"))).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    trial.after(100);
    trial.prune(10, None, 1).await?;
    let second = trial.store(trial.repeatable(KEY, job("b"))).await?;
    holds("it has a new number", second > first)?;
    trial.leases("what can be leased", ["b"]).await.map(drop)
}
