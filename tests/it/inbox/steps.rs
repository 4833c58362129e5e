//! Random walks: sequences of steps that no author wrote.
//!
//! There are few names, keys and topics, and times are a few seconds apart, so that steps interact: a
//! walk of a handful of steps already leases, fails, joins and prunes the same jobs.

use std::sync::Arc;
use std::time::Duration;

use cronofy_hooks::inbox::{Inbox, JobAction, JobFilter, JobState, Join, LeaseUpdate, NewJob, Retention};
use cronofy_hooks::testing::inbox::{Clock, Incoming, Step, follow};
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

/// The most steps of a walk.
const STEPS: usize = 40;

/// Takes empty inboxes through this many walks, and fails with the shortest that left the model.
pub(crate) fn every_walk_follows<F: Future<Output = Arc<dyn Inbox>>>(cases: u32, open: impl Fn(Clock) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // The same walks in every run, so that a failure comes again; change the seed to look elsewhere.
    let rng_seed = RngSeed::Fixed(20_261_121);
    let config = Config { cases, failure_persistence: None, rng_seed, ..Config::default() };
    let walked = TestRunner::new(config).run(&walk(), |steps| {
        runtime.block_on(async {
            let clock = Clock::new();
            let inbox = open(clock.clone()).await;
            let followed = follow(&*inbox, &clock, &steps).await;
            inbox.close().await.map_err(|error| TestCaseError::fail(error.to_string()))?;
            followed.map_err(|divergence| TestCaseError::fail(divergence.to_string()))
        })
    });
    if let Err(proptest::test_runner::TestError::Fail(reason, _)) = &walked {
        panic!("{reason}");
    }
    walked.unwrap();
}

fn walk() -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..=STEPS)
}

fn step() -> impl Strategy<Value = Step> {
    let lease_duration = || select(vec![seconds(5), seconds(30), seconds(30), Duration::MAX]);
    prop_oneof![
        8 => delivery().prop_map(|delivery| Step::Accept(vec![delivery])),
        2 => vec(delivery(), 2..5).prop_map(Step::Accept),
        10 => (1usize..5, lease_duration()).prop_map(|(max, lease_duration)| Step::Lease { max, lease_duration }),
        10 => (0usize..6, update(), any::<bool>())
            .prop_map(|(lease, update, transaction)| Step::Update { lease, update, transaction }),
        4 => (change(), of(0usize..8), filter())
            .prop_map(|(change, job, filter)| Step::Apply { change, job, filter }),
        1 => (of(0usize..8), filter()).prop_map(|(job, filter)| Step::List { job, filter }),
        2 => retention().prop_map(Step::Prune),
        5 => select(vec![1, 5, 10, 30, 31]).prop_map(|by| Step::Advance(seconds(by))),
    ]
}

fn delivery() -> impl Strategy<Value = Incoming> {
    let age = select(vec![0, 0, 0, 5, 40]).prop_map(seconds);
    (weighted(0.3, 0u8..3), age, vec(job(), 1..4)).prop_map(|(repeat, age, jobs)| Incoming { repeat, age, jobs })
}

fn job() -> impl Strategy<Value = NewJob> {
    let delay = prop_oneof![8 => Just(seconds(0)), 4 => (1u64..12).prop_map(seconds), 1 => Just(Duration::MAX)];
    let topic = of(select(vec!["t", "u"]));
    let since = (0u64..10).prop_map(|after| Clock::new().now() + seconds(after));
    (select(vec!["a", "b", "ab"]), of(select(vec!["k", "l"])), topic, since, delay).prop_map(
        |(name, key, topic, since, delay)| NewJob {
            name: name.to_owned(),
            key: key.map(str::to_owned),
            join: topic.map(|topic| Join { topic: topic.to_owned(), since }),
            delay,
        },
    )
}

fn update() -> impl Strategy<Value = LeaseUpdate> {
    let after = || prop_oneof![6 => (0u64..12).prop_map(seconds), 1 => Just(Duration::MAX)];
    let error = || select(vec!["it failed", "it's \"late\""]).prop_map(str::to_owned);
    prop_oneof![
        4 => Just(LeaseUpdate::Done),
        1 => error().prop_map(|reason| LeaseUpdate::Discarded { reason }),
        3 => (after(), error()).prop_map(|(after, error)| LeaseUpdate::Retry { after, error }),
        2 => error().prop_map(|error| LeaseUpdate::Dead { error }),
        1 => after().prop_map(|lease_duration| LeaseUpdate::Extend { lease_duration }),
        1 => after().prop_map(|lease_duration| LeaseUpdate::Isolate { lease_duration }),
        2 => Just(LeaseUpdate::Release),
    ]
}

fn change() -> impl Strategy<Value = JobAction> {
    select(vec![JobAction::Retry, JobAction::Replay, JobAction::Bury])
}

fn filter() -> impl Strategy<Value = JobFilter> {
    let time = || weighted(0.1, (0u64..40).prop_map(|after| Clock::new().now() + seconds(after)));
    let states = prop_oneof![2 => Just(Vec::new()), 1 => vec(select(JobState::ALL.to_vec()), 1..3)];
    let name = weighted(0.2, select(vec!["a", "b", ""]).prop_map(str::to_owned));
    (states, time(), time(), name, weighted(0.4, 0u32..4)).prop_map(|(states, since, until, name, limit)| {
        let mut filter = JobFilter::all();
        (filter.states, filter.since, filter.until) = (states, since, until);
        (filter.name, filter.limit) = (name, limit);
        filter
    })
}

fn retention() -> impl Strategy<Value = Retention> {
    let time = || prop_oneof![8 => (0u64..40).prop_map(seconds), 1 => Just(Duration::MAX)];
    (time(), of(time())).prop_map(|(done, dead)| {
        let mut retention = Retention::default();
        (retention.done, retention.dead) = (done, dead);
        retention
    })
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
