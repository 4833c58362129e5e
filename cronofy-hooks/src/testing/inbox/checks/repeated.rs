//! Promise 2.

use std::sync::Arc;

use bytes::Bytes;

use crate::inbox::{Accepted, JobFilter, LeaseUpdate, NewDelivery};
use crate::testing::inbox::difference::{CheckResult, Difference, holds, same};
use crate::testing::inbox::together::together;
use crate::testing::inbox::trial::{Trial, job, keep};

const KEY: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, b'\'', b'"', b'\\', 0x80, 0xfe, 0xff];

pub(super) async fn a_repeat_is_not_stored_and_changes_nothing(trial: &Trial) -> CheckResult {
    let number = trial.store(trial.repeatable(KEY, vec![job("a")])).await?;
    let before = (trial.inbox.list(JobFilter::all()).await?, trial.inbox.show(number).await?);
    let again = trial.repeatable(KEY, vec![job("b"), job("c")]);
    let again = NewDelivery { body: Bytes::from_static(b"another"), ..again };
    same("the answer", trial.inbox.accept(again).await?, Accepted::Repeated)?;
    let after = (trial.inbox.list(JobFilter::all()).await?, trial.inbox.show(number).await?);
    same("what is stored", after, before)
}

pub(super) async fn a_delivery_without_a_key_is_always_new(trial: &Trial) -> CheckResult {
    for _ in 0..3 {
        let answer = trial.inbox.accept(trial.new_delivery(vec![job("a")])).await?;
        same("the answer", answer, Accepted::New)?;
    }
    same("jobs in the list", trial.inbox.list(JobFilter::all()).await?.len(), 3)
}

pub(super) async fn other_keys_are_other_deliveries(trial: &Trial) -> CheckResult {
    let mut other = KEY;
    other[15] = 0;
    trial.store(trial.repeatable(KEY, vec![job("a")])).await?;
    trial.store(trial.repeatable(other, vec![job("b")])).await?;
    trial.store(trial.repeatable([0; 16], vec![job("c")])).await?;
    trial.leases("what can be leased", &["a", "b", "c"]).await.map(drop)
}

/// In one write, for an engine that batches.
pub(super) async fn of_repeats_in_one_batch_one_is_stored(trial: &Trial) -> CheckResult {
    let deliveries = [
        trial.repeatable(KEY, vec![job("a")]),
        trial.new_delivery(vec![job("b")]),
        trial.repeatable(KEY, vec![job("a"), job("a")]),
        trial.repeatable([7; 16], vec![job("c")]),
        trial.repeatable(KEY, vec![job("a")]),
    ];
    let answers = together(deliveries.into_iter().map(|new| trial.inbox.accept(new)).collect()).await?;
    let new = answers.iter().filter(|answer| **answer == Accepted::New).count();
    same("answers that say new", (answers.len(), new), (5, 3))?;
    same("the answers to the others", (answers[1], answers[3]), (Accepted::New, Accepted::New))?;
    let entries = trial.inbox.list(JobFilter::all()).await?;
    let mut deliveries: Vec<_> = entries.iter().map(|entry| entry.job.delivery()).collect();
    deliveries.dedup();
    same("deliveries that are stored", deliveries.len(), 3)
}

pub(super) async fn of_repeats_at_once_one_is_stored(trial: &Trial) -> CheckResult {
    for round in 0..4 {
        let calls: Vec<_> = (0..16)
            .map(|_| {
                let (inbox, new) = (Arc::clone(&trial.inbox), trial.repeatable([round; 16], vec![job("a")]));
                tokio::spawn(async move { inbox.accept(new).await })
            })
            .collect();
        let mut new = 0;
        for call in calls {
            let answer = call.await.map_err(|_| Difference::new("accept", "an answer", "it panicked"))?;
            new += usize::from(answer? == Accepted::New);
        }
        same("answers that say new", new, 1)?;
        same("jobs in the list", trial.inbox.list(JobFilter::all()).await?.len(), usize::from(round) + 1)?;
    }
    Ok(())
}

pub(super) async fn a_repeat_of_a_finished_delivery_is_known(trial: &Trial) -> CheckResult {
    trial.store(trial.repeatable(KEY, vec![job("a")])).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    trial.after(100);
    let answer = trial.inbox.accept(trial.repeatable(KEY, vec![job("a")])).await?;
    same("the answer", answer, Accepted::Repeated)?;
    trial.leases("what can be leased", &[]).await.map(drop)
}

pub(super) async fn a_forgotten_delivery_is_new_again(trial: &Trial) -> CheckResult {
    let first = trial.store(trial.repeatable(KEY, vec![job("a")])).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    trial.after(100);
    trial.prune(keep(10, None), 1).await?;
    let second = trial.store(trial.repeatable(KEY, vec![job("b")])).await?;
    holds("it has a new number", second > first)?;
    trial.leases("what can be leased", &["b"]).await.map(drop)
}
