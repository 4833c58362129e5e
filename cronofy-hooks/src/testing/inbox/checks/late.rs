//! Promise 4: leases that end, and are extended.

use std::time::Duration;

use crate::inbox::{JobState, LeaseUpdate};
use crate::testing::inbox::difference::{CheckResult, same};
use crate::testing::inbox::trial::{Trial, dead, job, keyed, retry};

pub(super) async fn a_late_worker_that_is_not_replaced_may_complete_its_job(trial: &Trial) -> CheckResult {
    trial.arrive([keyed("a", "k"), keyed("b", "k")]).await?;
    let late = trial.lease_only("what can be leased", "a").await?;
    trial.after(31);
    trial.state("the state when the lease has ended", late.job, JobState::Waiting).await?;
    trial.done(&late).await?;
    trial.state("the state of a job completed late", late.job, JobState::Done).await?;
    trial.leases("the next of its key", &["b"]).await.map(drop)
}

pub(super) async fn a_late_worker_may_still_fail_its_job(trial: &Trial) -> CheckResult {
    trial.arrive([job("a"), job("b")]).await?;
    let late = trial.leases("what can be leased", &["a", "b"]).await?;
    trial.after(31);
    trial.update_lease(&late[0], retry(10)).await?;
    trial.update_lease(&late[1], dead()).await?;
    trial.leases("before the retry", &[]).await?;
    trial.after(10);
    trial.leases("after the retry", &["a"]).await.map(drop)
}

pub(super) async fn an_extended_lease_lasts_longer(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    trial.after(20);
    trial.update_lease(&leased, LeaseUpdate::Extend { lease_duration: Duration::from_secs(30) }).await?;
    trial.after(29);
    trial.leases("while the extension lasts", &[]).await?;
    let entry = trial.state("the state meanwhile", leased.job, JobState::Running).await?;
    same("attempts: an extension is none", entry.attempts, 1)?;
    trial.after(1);
    trial.lease_only("when the extension has ended", "a").await.map(drop)
}

pub(super) async fn a_lease_can_be_extended_again_and_late(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    for _ in 0..5 {
        trial.after(31);
        trial.update_lease(&leased, LeaseUpdate::Extend { lease_duration: Duration::from_secs(30) }).await?;
        trial.leases("after an extension", &[]).await?;
    }
    trial.done(&leased).await
}

pub(super) async fn an_extension_can_be_shorter(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    trial.update_lease(&leased, LeaseUpdate::Extend { lease_duration: Duration::from_secs(5) }).await?;
    trial.after(5);
    trial.lease_only("when the extension has ended", "a").await.map(drop)
}
