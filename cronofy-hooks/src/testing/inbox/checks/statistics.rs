//! Beside the promises: statistics.

use crate::inbox::{JobAction, JobFilter, LeaseUpdate, NewDelivery};
use crate::testing::inbox::difference::{CheckResult, same};
use crate::testing::inbox::trial::{Trial, dead, delayed, job, keyed, ping};

async fn counts(trial: &Trial, what: &str, waiting: u64, running: u64, dead: u64) -> CheckResult {
    let found = trial.inbox.statistics().await?;
    let what = format!("waiting, running and dead: {what}");
    same(&what, (found.waiting, found.running, found.dead), (waiting, running, dead))
}

pub(super) async fn statistics_count_jobs_by_state(trial: &Trial) -> CheckResult {
    counts(trial, "at first", 0, 0, 0).await?;
    trial.arrive([job("a"), delayed(job("b"), 1000), keyed("c", "k"), keyed("d", "k")]).await?;
    trial.arrive([ping("e", "t", 1), ping("f", "t", 2)]).await?;
    counts(trial, "after they arrived", 6, 0, 0).await?;
    let leased = trial.leases("what can be leased", &["a", "c", "e"]).await?;
    counts(trial, "when three run and one joined", 2, 3, 0).await?;
    trial.update_lease(&leased[0], dead()).await?;
    trial.done(&leased[2]).await?;
    counts(trial, "when one is dead and one is done", 2, 1, 1).await?;
    trial.after(31);
    counts(trial, "when a lease has ended", 3, 0, 1).await?;
    trial.apply(JobAction::Bury, JobFilter::all(), 3).await?;
    counts(trial, "when the rest is buried", 0, 0, 4).await
}

pub(super) async fn statistics_report_the_oldest_unfinished_delivery(trial: &Trial) -> CheckResult {
    let oldest = async |what, expected| same(what, trial.inbox.statistics().await?.oldest, expected);
    oldest("the oldest of none", None).await?;
    let first = trial.clock.now();
    trial.arrive([job("a")]).await?;
    trial.after(10);
    let second = trial.clock.now();
    trial.arrive([job("b")]).await?;
    oldest("the oldest of two that arrived", Some(first)).await?;
    trial.after(10);
    let leased = trial.leases("what can be leased", &["a", "b"]).await?;
    oldest("the oldest of two that run", Some(first)).await?;
    trial.done(&leased[0]).await?;
    oldest("the oldest when the first is done", Some(second)).await?;
    // In the order in which they were stored, which an engine finds without reading all of them.
    trial.store(NewDelivery { received_at: first, ..trial.new_delivery(vec![delayed(job("c"), 1000)]) }).await?;
    oldest("the oldest when one of an earlier time is stored later", Some(second)).await?;
    trial.update_lease(&leased[1], LeaseUpdate::Release).await?;
    trial.apply(JobAction::Bury, JobFilter::all(), 2).await?;
    oldest("the oldest when all are dead", None).await
}
