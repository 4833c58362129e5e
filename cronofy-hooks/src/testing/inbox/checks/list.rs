//! Beside the promises: lists.

use std::time::Duration;

use crate::inbox::{JobAction, JobFilter, JobId, JobState, LeaseUpdate, NewDelivery};
use crate::testing::inbox::difference::{CheckResult, same};
use crate::testing::inbox::trial::{Trial, dead, delayed, discarded, job, keyed, ping};

async fn lists(trial: &Trial, what: &str, filter: JobFilter, names: &[&str]) -> CheckResult {
    let found = trial.inbox.list(filter).await?.into_iter().map(|entry| entry.name).collect::<Vec<_>>();
    same(what, found, names.iter().map(|&name| name.to_owned()).collect())
}

pub(super) async fn an_empty_inbox_lists_nothing(trial: &Trial) -> CheckResult {
    lists(trial, "all", JobFilter::all(), &[]).await?;
    lists(trial, "a job that there is not", JobFilter::job(JobId::from_i64(1 << 20)), &[]).await?;
    same("a delivery that there is not", trial.inbox.show(1).await?, None)?;
    same("a delivery that there cannot be", trial.inbox.show(i64::MIN).await?, None)
}

pub(super) async fn lists_are_newest_first_and_limited(trial: &Trial) -> CheckResult {
    trial.store(trial.new_delivery(vec![job("a"), delayed(job("b"), 10)])).await?;
    let old = trial.clock.now() - Duration::from_secs(100);
    trial.store(NewDelivery { received_at: old, ..trial.new_delivery(vec![job("c"), job("d")]) }).await?;
    lists(trial, "all: by number, not by time", JobFilter::all(), &["d", "c", "b", "a"]).await?;
    lists(trial, "the newest 3", JobFilter::all().limit(3), &["d", "c", "b"]).await?;
    lists(trial, "none", JobFilter::all().limit(0), &[]).await?;
    lists(trial, "more than there are", JobFilter::all().limit(u32::MAX), &["d", "c", "b", "a"]).await
}

pub(super) async fn lists_can_be_narrowed_to_states(trial: &Trial) -> CheckResult {
    let pings = [ping("dead", "t", 1), ping("joined", "t", 2)];
    let jobs = ["done", "discarded"].map(job).into_iter().chain(pings);
    let jobs = jobs.chain([job("running"), job("late"), keyed("retry", "k"), keyed("blocked", "k")]);
    trial.arrive(jobs).await?;
    trial.arrive([delayed(job("later"), 1000)]).await?;
    for leased in trial.lease(100).await? {
        match trial.entry(leased.job).await?.name.as_str() {
            "done" => trial.done(&leased).await?,
            "discarded" => trial.update_lease(&leased, discarded()).await?,
            "dead" => trial.update_lease(&leased, dead()).await?,
            "running" => {
                trial.update_lease(&leased, LeaseUpdate::Extend { lease_duration: Duration::from_secs(1000) }).await?
            }
            "retry" => trial.update_lease(&leased, LeaseUpdate::Release).await?,
            _ => {}
        }
    }
    trial.after(31);
    trial.arrive([job("arrived")]).await?;
    let state = |state| JobFilter::all().state(state);
    lists(trial, "waiting", state(JobState::Waiting), &["arrived", "later", "blocked", "retry", "late"]).await?;
    let finished = [JobState::Joined, JobState::Done, JobState::Discarded, JobState::Dead];
    for one in finished.into_iter().chain([JobState::Running]) {
        lists(trial, one.as_str(), state(one), &[one.as_str()]).await?;
    }
    let two = state(JobState::Dead).state(JobState::Done);
    lists(trial, "dead or done", two.clone(), &["dead", "done"]).await?;
    lists(trial, "the newest that is dead or done", two.limit(1), &["dead"]).await
}

pub(super) async fn lists_can_be_narrowed_to_times(trial: &Trial) -> CheckResult {
    for name in ["a", "b", "c"] {
        trial.arrive([job(name)]).await?;
        trial.after(10);
    }
    let at = |seconds: u64| trial.clock.now() - Duration::from_secs(30 - seconds);
    lists(trial, "since", JobFilter::all().since(at(10)), &["c", "b"]).await?;
    lists(trial, "until", JobFilter::all().until(at(10)), &["a"]).await?;
    lists(trial, "between", JobFilter::all().since(at(1)).until(at(20)), &["b"]).await?;
    lists(trial, "nothing between", JobFilter::all().since(at(20)).until(at(20)), &[]).await
}

pub(super) async fn lists_can_be_narrowed_to_names(trial: &Trial) -> CheckResult {
    let names = ["notification \"change\"", "100%", "a_b", "é", "CHANGE", "it's"];
    trial.arrive(names.map(job)).await?;
    let named = |part: &str| JobFilter::all().name(part);
    lists(trial, "a part", named("change"), &[names[0]]).await?;
    lists(trial, "with quotes", named("\"change\""), &[names[0]]).await?;
    lists(trial, "a percent sign", named("%"), &["100%"]).await?;
    lists(trial, "an underscore", named("_"), &["a_b"]).await?;
    lists(trial, "a letter with an accent", named("é"), &["é"]).await?;
    lists(trial, "an apostrophe", named("'"), &["it's"]).await?;
    lists(trial, "a backslash", named("\\"), &[]).await?;
    lists(trial, "nothing: part of every name", named("").limit(2), &["it's", "CHANGE"]).await
}

pub(super) async fn all_conditions_of_a_filter_apply(trial: &Trial) -> CheckResult {
    let ids = trial.arrive(["a1", "b1", "a2", "b2"].map(job)).await?;
    let leased = trial.leases("what can be leased", &["a1", "b1", "a2", "b2"]).await?;
    trial.done(&leased[0]).await?;
    trial.done(&leased[2]).await?;
    trial.done(&leased[3]).await?;
    let done = || JobFilter::all().state(JobState::Done);
    lists(trial, "done, and named a", done().name("a"), &["a2", "a1"]).await?;
    lists(trial, "a job that is done", JobFilter::job(ids[0]).state(JobState::Done), &["a1"]).await?;
    lists(trial, "a job that is not done", JobFilter::job(ids[1]).state(JobState::Done), &[]).await?;
    let mut two = JobFilter::job(ids[1]);
    two.jobs.push(ids[3]);
    lists(trial, "two jobs", two, &["b2", "b1"]).await
}

pub(super) async fn a_change_keeps_to_its_filter(trial: &Trial) -> CheckResult {
    trial.arrive(["a1", "b1", "a2", "a3"].map(job)).await?;
    let leased = trial.leases("what can be leased", &["a1", "b1", "a2", "a3"]).await?;
    for leased in &leased[..3] {
        trial.done(leased).await?;
    }
    // The newest is running: the limit counts those that can be changed.
    trial.apply(JobAction::Replay, JobFilter::all().name("a").limit(1), 1).await?;
    lists(trial, "what waits", JobFilter::all().state(JobState::Waiting), &["a2"]).await?;
    trial.apply(JobAction::Replay, JobFilter::all().limit(0), 0).await?;
    trial.apply(JobAction::Replay, JobFilter::all().state(JobState::Dead), 0).await?;
    trial.apply(JobAction::Bury, JobFilter::all().state(JobState::Running), 0).await?;
    trial.apply(JobAction::Bury, JobFilter::all().until(trial.clock.now()), 0).await?;
    trial.apply(JobAction::Bury, JobFilter::all(), 1).await?;
    lists(trial, "what is dead", JobFilter::all().state(JobState::Dead), &["a2"]).await
}
