//! Promise 12, as far as it can be seen without breaking something.

use std::future::poll_fn;
use std::task::Poll;

use crate::inbox::{
    Accepted, InboxError, InboxErrorKind, InboxFuture, JobAction, JobFilter, LeaseRequest, LeaseUpdate, Retention,
};
use crate::testing::inbox::difference::{CheckResult, holds, same};
use crate::testing::inbox::trial::{LEASE_DURATION, Trial, job, keep, retry};

pub(super) async fn repeating_a_call_does_no_harm(trial: &Trial) -> CheckResult {
    trial.store(trial.repeatable([1; 16], vec![job("a")])).await?;
    let again = trial.inbox.accept(trial.repeatable([1; 16], vec![job("a")])).await?;
    same("the second accept", again, Accepted::Repeated)?;
    let leased = trial.run("a", retry(100)).await?;
    let before = trial.entry(leased.job).await?;
    trial.after(10);
    let again = trial.inbox.update_lease(leased.job, leased.fence, retry(100)).await?;
    same("the second update", again, false)?;
    same("the job", trial.entry(leased.job).await?, before)?;
    trial.apply(JobAction::Bury, JobFilter::job(leased.job), 1).await?;
    trial.apply(JobAction::Bury, JobFilter::job(leased.job), 0).await?;
    trial.after(10);
    trial.prune(keep(1, Some(1)), 1).await?;
    trial.prune(keep(1, Some(1)), 0).await
}

/// Polls a call a few times, and lets it go.
async fn abandon<T>(mut reply: InboxFuture<'_, T>, polls: usize) {
    for _ in 0..polls {
        let done = poll_fn(|cx| Poll::Ready(reply.as_mut().poll(cx).is_ready())).await;
        if done {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// A caller may drop its call at any moment: the call then happened entirely, or not at all.
pub(super) async fn calls_that_are_dropped_do_no_harm(trial: &Trial) -> CheckResult {
    let inbox = &trial.inbox;
    for polls in [0, 1, 1, 2, 3, 5, 8, 13, 50] {
        abandon(inbox.accept(trial.new_delivery(vec![job("x"), job("y")])), polls).await;
        abandon(inbox.list(JobFilter::all()), polls).await;
        abandon(inbox.show(1), polls).await;
        abandon(inbox.statistics(), polls).await;
        abandon(inbox.apply(JobAction::Retry, JobFilter::all()), polls).await;
        abandon(inbox.prune(Retention::default()), polls).await;
        abandon(inbox.lease(LeaseRequest { max: 1, lease_duration: LEASE_DURATION, wait: true }), polls).await;
        if inbox.transactions().is_some() {
            abandon(inbox.begin(), polls).await;
        }
        let number = trial.store(trial.new_delivery(vec![job("a")])).await?;
        let leased = trial.lease(100).await?;
        holds("what was accepted can be leased", leased.iter().any(|leased| leased.job.delivery() == number))?;
        for leased in leased {
            abandon(inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done), polls).await;
            let completed = inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done).await?;
            let ended = trial.entry(leased.job).await?.finished_at.is_some();
            holds("a job that was completed, before or now, is finished", ended)?;
            holds("an update that was never asked for did not happen", completed || polls > 0)?;
        }
    }
    for entry in inbox.list(JobFilter::all()).await? {
        let siblings = inbox.show(entry.job.delivery()).await?.map(|stored| stored.jobs.len());
        let expected = if entry.name == "a" { 1 } else { 2 };
        same("jobs of a delivery that was stored", siblings, Some(expected))?;
    }
    Ok(())
}

pub(super) async fn every_method_of_a_closed_inbox_says_so(trial: &Trial) -> CheckResult {
    let inbox = &trial.inbox;
    trial.arrive([job("a")]).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    let filter = JobFilter::all();
    let mut waiting = inbox.lease(LeaseRequest { max: 1, lease_duration: LEASE_DURATION, wait: true });
    let pending = poll_fn(|cx| Poll::Ready(waiting.as_mut().poll(cx).is_pending())).await;
    same("whether a worker waits", pending, true)?;
    inbox.close().await?;
    says_so("a lease that waited", waiting.await)?;
    says_so("accept", inbox.accept(trial.new_delivery(vec![job("b")])).await)?;
    says_so("lease", inbox.lease(LeaseRequest { max: 1, lease_duration: LEASE_DURATION, wait: false }).await)?;
    says_so(
        "lease that waits",
        inbox.lease(LeaseRequest { max: 1, lease_duration: LEASE_DURATION, wait: true }).await,
    )?;
    says_so("update_lease", inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done).await)?;
    says_so("list", inbox.list(filter.clone()).await)?;
    says_so("show", inbox.show(leased.job.delivery()).await)?;
    says_so("change", inbox.apply(JobAction::Retry, filter).await)?;
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
