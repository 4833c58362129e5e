//! Beside the promises: lists and statistics.

use std::time::Duration;

use cronofy_hooks::inbox::{JobAction, JobFilter, JobId, JobState, LeaseUpdate, NewDelivery};

use crate::difference::{CheckResult, same};
use crate::trial::{Trial, dead, delayed, discarded, extend, job, keyed, ping};

fn all() -> JobFilter {
    JobFilter::all()
}

pub(super) async fn an_empty_inbox_lists_nothing(trial: &Trial) -> CheckResult {
    trial.lists("all", all(), []).await?;
    trial.lists("a job that there is not", JobFilter::job(JobId::from_i64(1 << 20)), []).await?;
    same("a delivery that there is not", trial.inbox.show(1).await?, None)?;
    same("a delivery that there cannot be", trial.inbox.show(i64::MIN).await?, None)
}

pub(super) async fn lists_are_newest_first_and_limited(trial: &Trial) -> CheckResult {
    trial.store_jobs([job("a"), delayed(job("b"), 10)]).await?;
    let received_at = trial.clock.now() - Duration::from_secs(100);
    trial.store(NewDelivery { received_at, ..trial.new_delivery([job("c"), job("d")]) }).await?;
    trial.lists("all: by number, not by time", all(), ["d", "c", "b", "a"]).await?;
    trial.lists("the newest 3", all().limit(3), ["d", "c", "b"]).await?;
    trial.lists("none", all().limit(0), []).await?;
    trial.lists("more than there are", all().limit(u32::MAX), ["d", "c", "b", "a"]).await
}

pub(super) async fn lists_can_be_narrowed_to_states(trial: &Trial) -> CheckResult {
    let pings = [ping("dead", "t", 1), ping("joined", "t", 2)];
    let jobs = ["done", "discarded"].map(job).into_iter().chain(pings);
    let jobs = jobs.chain([job("running"), job("late"), keyed("retry", "k"), keyed("blocked", "k")]);
    trial.arrive(jobs).await?;
    trial.arrive([delayed(job("later"), 1000)]).await?;
    for leased in trial.lease(100).await? {
        let update = match trial.record(leased.job).await?.name.as_str() {
            "done" => LeaseUpdate::Done,
            "discarded" => discarded(),
            "dead" => dead(),
            "running" => extend(1000),
            "retry" => LeaseUpdate::Release,
            _ => continue,
        };
        trial.update_lease(&leased, update).await?;
    }
    trial.after(31);
    trial.arrive([job("arrived")]).await?;
    let state = |state| all().state(state);
    trial.lists("waiting", state(JobState::Waiting), ["arrived", "later", "blocked", "retry", "late"]).await?;
    for one in [JobState::Joined, JobState::Done, JobState::Discarded, JobState::Dead, JobState::Running] {
        trial.lists(one.as_str(), state(one), [one.as_str()]).await?;
    }
    let unleased = state(JobState::Waiting).unleased();
    trial.lists("waiting, and not leased", unleased, ["arrived", "later", "blocked", "retry"]).await?;
    let two = state(JobState::Dead).state(JobState::Done);
    trial.lists("dead or done", two.clone(), ["dead", "done"]).await?;
    trial.lists("the newest that is dead or done", two.limit(1), ["dead"]).await
}

pub(super) async fn lists_can_be_narrowed_to_times(trial: &Trial) -> CheckResult {
    for name in ["a", "b", "c"] {
        trial.arrive([job(name)]).await?;
        trial.after(10);
    }
    let at = |seconds: u64| trial.clock.now() - Duration::from_secs(30 - seconds);
    trial.lists("since", all().since(at(10)), ["c", "b"]).await?;
    trial.lists("until", all().until(at(10)), ["a"]).await?;
    trial.lists("between", all().since(at(1)).until(at(20)), ["b"]).await?;
    trial.lists("nothing between", all().since(at(20)).until(at(20)), []).await
}

pub(super) async fn lists_can_be_narrowed_to_names(trial: &Trial) -> CheckResult {
    let names = ["notification \"change\"", "100%", "a_b", "é", "CHANGE", "it's"];
    trial.arrive(names.map(job)).await?;
    for (what, part, name) in [
        ("a part", "change", names[0]),
        ("with quotes", "\"change\"", names[0]),
        ("a percent sign", "%", "100%"),
        ("an underscore", "_", "a_b"),
        ("a letter with an accent", "é", "é"),
        ("an apostrophe", "'", "it's"),
    ] {
        trial.lists(what, all().name(part), [name]).await?;
    }
    trial.lists("a backslash", all().name("\\"), []).await?;
    trial.lists("nothing: part of every name", all().name("").limit(2), ["it's", "CHANGE"]).await
}

pub(super) async fn all_conditions_of_a_filter_apply(trial: &Trial) -> CheckResult {
    trial.arrive(["a1", "b1", "a2", "b2"].map(job)).await?;
    let [a1, b1, a2, b2] = trial.leases("what can be leased", ["a1", "b1", "a2", "b2"]).await?;
    for leased in [&a1, &a2, &b2] {
        trial.done(leased).await?;
    }
    trial.lists("done, and named a", all().state(JobState::Done).name("a"), ["a2", "a1"]).await?;
    trial.lists("a job that is done", JobFilter::job(a1.job).state(JobState::Done), ["a1"]).await?;
    trial.lists("a job that is not done", JobFilter::job(b1.job).state(JobState::Done), []).await?;
    let mut two = JobFilter::job(b1.job);
    two.jobs.push(b2.job);
    trial.lists("two jobs", two, ["b2", "b1"]).await
}

pub(super) async fn a_change_keeps_to_its_filter(trial: &Trial) -> CheckResult {
    trial.arrive(["a1", "b1", "a2", "a3"].map(job)).await?;
    let [a1, b1, a2, _] = trial.leases("what can be leased", ["a1", "b1", "a2", "a3"]).await?;
    for leased in [&a1, &b1, &a2] {
        trial.done(leased).await?;
    }
    // The newest is running: the limit counts those that can be changed.
    trial.apply(JobAction::Replay, all().name("a").limit(1), 1).await?;
    trial.lists("what waits", all().state(JobState::Waiting), ["a2"]).await?;
    trial.apply(JobAction::Replay, all().limit(0), 0).await?;
    trial.apply(JobAction::Replay, all().state(JobState::Dead), 0).await?;
    trial.apply(JobAction::Bury, all().state(JobState::Running), 0).await?;
    trial.apply(JobAction::Bury, all().until(trial.clock.now()), 0).await?;
    trial.apply(JobAction::Bury, all(), 1).await?;
    trial.lists("what is dead", all().state(JobState::Dead), ["a2"]).await
}

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
    let [a, _, e] = trial.leases("what can be leased", ["a", "c", "e"]).await?;
    counts(trial, "when three run and one joined", 2, 3, 0).await?;
    trial.update_lease(&a, dead()).await?;
    trial.done(&e).await?;
    counts(trial, "when one is dead and one is done", 2, 1, 1).await?;
    trial.after(31);
    counts(trial, "when a lease has ended", 3, 0, 1).await?;
    trial.apply(JobAction::Bury, all(), 3).await?;
    counts(trial, "when the rest is buried", 0, 0, 4).await?;
    same("the oldest that is not finished: a joined job is", trial.inbox.statistics().await?.oldest, None)
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
    let [a, b] = trial.leases("what can be leased", ["a", "b"]).await?;
    oldest("the oldest of two that run", Some(first)).await?;
    trial.done(&a).await?;
    oldest("the oldest when the first is done", Some(second)).await?;
    // In the order in which they were stored, which an engine finds without reading all of them.
    trial.store(NewDelivery { received_at: first, ..trial.new_delivery([delayed(job("c"), 1000)]) }).await?;
    oldest("the oldest when one of an earlier time is stored later", Some(second)).await?;
    trial.update_lease(&b, LeaseUpdate::Release).await?;
    trial.apply(JobAction::Bury, all(), 2).await?;
    oldest("the oldest when all are dead", None).await
}
