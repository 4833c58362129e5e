//! What came through a channel, found and deleted.

use cronofy_hooks::inbox::{JobFilter, NewDelivery, NewJob, forget_channel};

use crate::difference::{CheckResult, same};
use crate::trial::{Trial, delayed, job, keyed, ping, retry};

/// A delivery of a channel.
fn of_channel(trial: &Trial, channel: &str, jobs: impl IntoIterator<Item = NewJob>) -> NewDelivery {
    let body = format!(r#"{{"notification":{{"type":"change"}},"channel":{{"channel_id":"{channel}"}}}}"#);
    NewDelivery { body: body.into(), ..trial.new_delivery(jobs) }
}

pub(super) async fn deliveries_are_found_by_their_channel(trial: &Trial) -> CheckResult {
    let first = trial.store(of_channel(trial, "chn_1", [job("a")])).await?;
    trial.store(of_channel(trial, "chn_10", [job("b")])).await?;
    trial.store_jobs([job("no channel")]).await?;
    let mut expected = vec![first];
    for _ in 0..250 {
        expected.push(trial.store(of_channel(trial, "chn_1", [job("c")])).await?);
    }
    same("the deliveries of chn_1", trial.inbox.deliveries_of("chn_1".to_owned()).await?, expected)?;
    same("the deliveries of chn_2", trial.inbox.deliveries_of("chn_2".to_owned()).await?, Vec::<i64>::new())
}

pub(super) async fn a_forgotten_channel_leaves_others_alone(trial: &Trial) -> CheckResult {
    trial.store(of_channel(trial, "chn_1", [keyed("a", "k")])).await?;
    let other = trial.store(of_channel(trial, "chn_2", [keyed("b", "k")])).await?;
    trial.store(of_channel(trial, "chn_1", [keyed("c", "k")])).await?;
    trial.store(of_channel(trial, "chn_1", [delayed(job("later"), 9999)])).await?;
    trial.run("a", retry(9999)).await?;
    let forgotten = forget_channel(&*trial.inbox, "chn_1").await?;
    same("what is kept", (forgotten.deleted, forgotten.kept), (3, Vec::<i64>::new()))?;
    trial.lists("what is left", JobFilter::all(), ["b"]).await?;
    // It waited behind a job that is gone.
    trial.run_each(["b"]).await?;
    same("a delivery that is named twice", trial.inbox.delete(vec![other, other]).await?, 1)
}

/// Its worker may still run it, and completes it as long as no other worker has leased it.
pub(super) async fn a_delivery_whose_lease_has_ended_is_not_forgotten(trial: &Trial) -> CheckResult {
    let number = trial.store(of_channel(trial, "chn_1", [job("a"), job("sibling")])).await?;
    let [leased, sibling] = trial.leases("what can be leased", ["a", "sibling"]).await?;
    trial.done(&sibling).await?;
    trial.after(31);
    let forgotten = forget_channel(&*trial.inbox, "chn_1").await?;
    same("what is kept", (forgotten.deleted, forgotten.kept), (0, vec![number]))?;
    same("how many deliveries were deleted", trial.inbox.delete(vec![number]).await?, 0)?;
    trial.prune(0, Some(0), 0).await?;
    trial.done(&leased).await?;
    let forgotten = forget_channel(&*trial.inbox, "chn_1").await?;
    same("what is kept", (forgotten.deleted, forgotten.kept), (1, Vec::<i64>::new()))
}

pub(super) async fn a_running_delivery_is_not_forgotten(trial: &Trial) -> CheckResult {
    let number = trial.store(of_channel(trial, "chn_1", [ping("a", "t", 1)])).await?;
    let leased = trial.lease_only("the first", "a").await?;
    trial.store(of_channel(trial, "chn_1", [ping("b", "t", 2)])).await?;
    let forgotten = forget_channel(&*trial.inbox, "chn_1").await?;
    same("what is kept", (forgotten.deleted, forgotten.kept), (1, vec![number]))?;
    trial.done(&leased).await?;
    let forgotten = forget_channel(&*trial.inbox, "chn_1").await?;
    same("what is kept", (forgotten.deleted, forgotten.kept), (1, Vec::<i64>::new()))?;
    trial.lists_many(0).await?;
    same("a delivery that is gone", trial.inbox.delete(vec![number]).await?, 0)
}
