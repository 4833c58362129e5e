//! Promise 12, as far as it can be seen without breaking something.

use cronofy_hooks::inbox::{
    Accepted, InboxError, InboxErrorKind, InboxFuture, JobAction, JobFilter, LeaseRequest, LeaseUpdate, Retention,
};

use crate::difference::{CheckResult, holds, same};
use crate::together::poll_once;
use crate::trial::{Trial, WAIT, job, retry};

pub(super) async fn repeating_a_call_does_no_harm(trial: &Trial) -> CheckResult {
    trial.store(trial.repeatable([1; 16], job("a"))).await?;
    trial.accept("the second accept", trial.repeatable([1; 16], job("a")), Accepted::Repeated).await?;
    let leased = trial.run("a", retry(100)).await?;
    let before = trial.record(leased.job).await?;
    trial.after(10);
    trial.refuses(&leased, retry(100)).await?;
    same("the job", trial.record(leased.job).await?, before)?;
    trial.apply(JobAction::Bury, JobFilter::job(leased.job), 1).await?;
    trial.apply(JobAction::Bury, JobFilter::job(leased.job), 0).await?;
    trial.after(10);
    trial.prune(1, Some(1), 1).await?;
    trial.prune(1, Some(1), 0).await
}

/// Polls a call a few times, and lets it go.
async fn abandon<T>(mut reply: InboxFuture<'_, T>, polls: usize) {
    for _ in 0..polls {
        if poll_once(&mut reply).await.is_some() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// A caller may drop its call at any moment: the call then happened entirely, or not at all.
pub(super) async fn calls_that_are_dropped_do_no_harm(trial: &Trial) -> CheckResult {
    let inbox = &trial.inbox;
    for polls in [0, 1, 1, 2, 3, 5, 8, 13, 50] {
        abandon(inbox.accept(trial.new_delivery(["x", "y"].map(job))), polls).await;
        abandon(inbox.list(JobFilter::all()), polls).await;
        abandon(inbox.show(1), polls).await;
        abandon(inbox.statistics(), polls).await;
        abandon(inbox.apply(JobAction::Retry, JobFilter::all()), polls).await;
        abandon(inbox.prune(Retention::default()), polls).await;
        abandon(inbox.lease(LeaseRequest { max: 1, ..WAIT }), polls).await;
        if inbox.transactions().is_some() {
            abandon(inbox.begin(), polls).await;
        }
        let number = trial.store_jobs([job("a")]).await?;
        let leased = trial.lease(100).await?;
        holds("what was accepted can be leased", leased.iter().any(|leased| leased.job.delivery() == number))?;
        for leased in leased {
            abandon(inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done), polls).await;
            let completed = inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done).await?;
            let ended = trial.record(leased.job).await?.finished_at.is_some();
            holds("a job that was completed, before or now, is finished", ended)?;
            holds("an update that was never asked for did not happen", completed || polls > 0)?;
        }
    }
    for record in inbox.list(JobFilter::all()).await? {
        let siblings = trial.shown(record.job.delivery()).await?.len();
        same("jobs of a delivery that was stored", siblings, if record.name == "a" { 1 } else { 2 })?;
    }
    Ok(())
}

pub(super) async fn every_method_of_a_closed_inbox_says_so(trial: &Trial) -> CheckResult {
    let inbox = &trial.inbox;
    let leased = trial.leased(job("a")).await?;
    let filter = JobFilter::all;
    let mut waiting = inbox.lease(WAIT);
    holds("a worker waits when there is nothing", poll_once(&mut waiting).await.is_none())?;
    inbox.close().await?;
    says_so("a lease that waited", waiting.await)?;
    says_so("accept", inbox.accept(trial.new_delivery([job("b")])).await)?;
    says_so("lease", inbox.lease(LeaseRequest { wait: false, ..WAIT }).await)?;
    says_so("lease that waits", inbox.lease(WAIT).await)?;
    says_so("update_lease", inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done).await)?;
    says_so("list", inbox.list(filter()).await)?;
    says_so("show", inbox.show(leased.job.delivery()).await)?;
    says_so("apply", inbox.apply(JobAction::Retry, filter()).await)?;
    says_so("prune", inbox.prune(Retention::default()).await)?;
    says_so("statistics", inbox.statistics().await)?;
    if inbox.transactions().is_some() {
        says_so("begin", inbox.begin().await)?;
    }
    Ok(())
}

fn says_so<T>(what: &str, answer: Result<T, InboxError>) -> CheckResult {
    let kind = answer.map(drop).map_err(|error| error.kind());
    same(&format!("the answer to {what}"), kind, Err(InboxErrorKind::Closed))
}
