//! Promise 6.

use cronofy_hooks::inbox::{JobAction, JobFilter, JobState, LeaseUpdate};

use crate::difference::{CheckResult, same};
use crate::trial::{Trial, dead, delayed, discarded, job, keyed, retry};

pub(super) async fn jobs_of_a_key_run_one_at_a_time_in_order_of_arrival(trial: &Trial) -> CheckResult {
    let names = ["a", "b", "c", "d"];
    trial.arrive(names.map(|name| keyed(name, "k"))).await?;
    trial.run_each(names).await?;
    trial.leases("when all are done", []).await.map(drop)
}

pub(super) async fn a_key_is_blocked_while_its_job_is_leased(trial: &Trial) -> CheckResult {
    trial.arrive([keyed("a", "k"), keyed("b", "k")]).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    trial.arrive([keyed("c", "k")]).await?;
    trial.after(29);
    trial.leases("while it is leased", []).await?;
    trial.done(&leased).await?;
    trial.lease_only("when it is done", "b").await.map(drop)
}

pub(super) async fn a_retry_blocks_the_jobs_behind_it(trial: &Trial) -> CheckResult {
    trial.arrive([keyed("a", "k"), keyed("b", "k"), keyed("other", "l")]).await?;
    let [first, _] = trial.leases("the first of each key", ["a", "other"]).await?;
    trial.update_lease(&first, retry(10)).await?;
    trial.arrive([keyed("c", "k")]).await?;
    trial.leases("while it waits for its retry", []).await?;
    trial.after(10);
    trial.run("a", retry(5)).await?;
    trial.leases("while it waits again", []).await?;
    trial.after(5);
    trial.run_each(["a", "b", "c"]).await
}

pub(super) async fn a_delay_blocks_the_jobs_behind_it(trial: &Trial) -> CheckResult {
    trial.arrive([delayed(keyed("a", "k"), 10), keyed("b", "k")]).await?;
    trial.leases("before the first is due", []).await?;
    trial.after(10);
    trial.run_each(["a", "b"]).await
}

pub(super) async fn the_order_outlives_releases_and_leases_that_end(trial: &Trial) -> CheckResult {
    trial.arrive([keyed("a", "k"), keyed("b", "k")]).await?;
    trial.run("a", LeaseUpdate::Release).await?;
    trial.lease_only("after it was given back", "a").await?;
    trial.after(30);
    trial.run_each(["a", "b"]).await
}

pub(super) async fn however_a_job_ends_the_next_runs(trial: &Trial) -> CheckResult {
    trial.arrive(["a", "b", "c", "d"].map(|name| keyed(name, "k"))).await?;
    trial.run("a", dead()).await?;
    trial.run("b", discarded()).await?;
    trial.run_each(["c", "d"]).await
}

pub(super) async fn burying_the_first_lets_the_next_run(trial: &Trial) -> CheckResult {
    let ids = trial.arrive(["a", "b", "c"].map(|name| keyed(name, "k"))).await?;
    trial.run("a", retry(1000)).await?;
    trial.apply(JobAction::Bury, JobFilter::job(ids[1]), 1).await?;
    trial.leases("when one behind is buried", []).await?;
    trial.apply(JobAction::Bury, JobFilter::job(ids[0]), 1).await?;
    trial.lease_only("when the first is buried", "c").await.map(drop)
}

pub(super) async fn burying_the_jobs_behind_it_leaves_the_running_one(trial: &Trial) -> CheckResult {
    let ids = trial.arrive(["a", "b", "c"].map(|name| keyed(name, "k"))).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    let running = trial.lease_only("what can be leased", "b").await?;
    // One before it, and one after it.
    trial.apply(JobAction::Replay, JobFilter::job(ids[0]), 1).await?;
    trial.leases("while another of its key runs", []).await?;
    trial.apply(JobAction::Bury, JobFilter::all(), 2).await?;
    trial.leases("when the others are buried", []).await?;
    trial.done(&running).await
}

pub(super) async fn jobs_of_other_keys_or_none_do_not_wait(trial: &Trial) -> CheckResult {
    trial.arrive([keyed("a", "k"), keyed("b", "K"), job("c"), keyed("d", ""), keyed("e", "k "), job("f")]).await?;
    trial.leases("what can be leased at once", ["a", "b", "c", "d", "e", "f"]).await.map(drop)
}

pub(super) async fn siblings_of_a_key_keep_their_order(trial: &Trial) -> CheckResult {
    trial.store_jobs([keyed("a", "k"), keyed("b", "k"), job("c"), keyed("d", "k")]).await?;
    let [first, _] = trial.leases("what can be leased at once", ["a", "c"]).await?;
    trial.done(&first).await?;
    trial.run_each(["b", "d"]).await
}

pub(super) async fn a_replayed_job_waits_for_the_running_one(trial: &Trial) -> CheckResult {
    let ids = trial.arrive(["a", "b", "c"].map(|name| keyed(name, "k"))).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    let second = trial.lease_only("what can be leased", "b").await?;
    trial.apply(JobAction::Replay, JobFilter::job(ids[0]), 1).await?;
    trial.leases("while another of its key runs", []).await?;
    trial.state("the state of what was replayed", ids[0], JobState::Waiting).await?;
    trial.done(&second).await?;
    trial.run_each(["a", "c"]).await
}

pub(super) async fn two_keys_run_independently(trial: &Trial) -> CheckResult {
    let key = |place| if place % 2 == 0 { "even" } else { "odd" };
    trial.store_jobs((0..40).map(|place| keyed(&format!("{place:02}"), key(place)))).await?;
    for round in 0..20 {
        let leased = trial.lease(10).await?;
        let mut places: Vec<_> = leased.iter().map(|leased| leased.job.index()).collect();
        places.sort_unstable();
        same("the jobs of a round", places, [2 * round, 2 * round + 1])?;
        for leased in leased.iter().rev() {
            trial.done(leased).await?;
        }
    }
    trial.leases("when all are done", []).await.map(drop)
}
