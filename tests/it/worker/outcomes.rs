//! The outcome of a handler, and the state of its job afterwards.

use std::time::Duration;

use cronofy_hooks::Inbox as _;
use cronofy_hooks::inbox::{InboxError, InboxErrorKind, JobAction, JobFilter, JobState};
use tokio::time::Instant;

use super::app::{HandlerAction, WorkerApp, assigned_of, change_of, settings, start_of};

const SECOND: Duration = Duration::from_secs(1);
const SINCE: &str = "2026-01-17T09:24:16Z";

#[tokio::test(start_paused = true)]
async fn each_outcome_has_its_state() {
    let cases = [
        (HandlerAction::Done, r#"1.0 transition "event_start" done after 1"#),
        (HandlerAction::Fail("no"), r#"1.0 transition "event_start" waiting after 1: no"#),
        (HandlerAction::Discard("not ours"), r#"1.0 transition "event_start" discarded after 1: not ours"#),
        (
            HandlerAction::Panic("a mistake"),
            r#"1.0 transition "event_start" waiting after 1: the handler panicked: a mistake"#,
        ),
        (
            HandlerAction::Work(6 * SECOND),
            r#"1.0 transition "event_start" waiting after 1: the handler took longer than its timeout of 5s"#,
        ),
    ];
    for (act, expected) in cases {
        let app = WorkerApp::new();
        app.script.plan("evt", [act.clone()]);
        app.accept(&start_of("evt")).await;
        app.pass(5 * SECOND + SECOND / 10).await;
        assert_eq!(app.jobs().await, [expected], "{act:?}");
        assert_eq!(app.script.calls(), ["evt starts"], "{act:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_fails_runs_again_with_growing_delays_until_it_is_dead() {
    let app = WorkerApp::with(settings().retries(4).backoff(SECOND, 5 * SECOND));
    app.script.plan("chn", (0..9).map(|_| HandlerAction::Fail("the database is away")));
    app.accept(&change_of("chn", SINCE)).await;
    let started = Instant::now();
    let mut delays = Vec::new();
    let mut before = started;
    for _ in 0..5 {
        while app.script.calls().is_empty() {
            app.run_due_work().await;
        }
        delays.push((Instant::now() - before).as_secs());
        before = Instant::now();
    }
    assert_eq!(delays, [0, 1, 2, 4, 5], "seconds between the runs");
    app.pass(600 * SECOND).await;
    assert_eq!(app.script.calls(), Vec::<String>::new(), "it does not run again");
    assert_eq!(app.jobs().await, [r#"1.0 notification "change" dead after 5: the database is away"#]);

    // A manual retry gives it all its attempts again.
    let revived = app.inbox.apply(JobAction::Retry, JobFilter::all().state(JobState::Dead)).await.unwrap();
    assert_eq!(revived, 1);
    app.pass(600 * SECOND).await;
    assert_eq!(app.jobs().await, [r#"1.0 notification "change" done after 5: the database is away"#]);
}

#[tokio::test(start_paused = true)]
async fn the_attribute_decides_for_its_handler() {
    let app = WorkerApp::new();
    app.script.plan("evt", [HandlerAction::Fail("once"), HandlerAction::Fail("twice")]);
    app.accept(&start_of("evt")).await;
    app.pass(9 * SECOND).await;
    assert_eq!(app.script.calls().len(), 1, "the first delay is 10 seconds");
    app.pass(2 * SECOND).await;
    assert_eq!(app.script.calls().len(), 1);
    assert_eq!(app.jobs().await, [r#"1.0 transition "event_start" dead after 2: twice"#], "one retry");
}

#[tokio::test(start_paused = true)]
async fn the_whole_chain_of_an_error_is_kept() {
    #[derive(Debug)]
    struct Outer(std::io::Error);
    impl std::fmt::Display for Outer {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("the calendar could not be read")
        }
    }
    impl std::error::Error for Outer {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }
    #[cronofy_hooks::cronofy_handler(notification = "change", retries = 0)]
    async fn fails() -> Result<(), Outer> {
        Err(Outer(std::io::Error::other("connection refused")))
    }
    let inbox = cronofy_hooks::testing::MemoryInbox::new();
    let hooks = cronofy_hooks::Hooks::new(cronofy_hooks_tests::secrets()).handlers(cronofy_hooks::handlers![fails, ..]);
    let (router, worker) = hooks.inbox(inbox.clone()).into_router_and_worker().unwrap();
    let answer = cronofy_hooks_tests::signed(change_of("chn", SINCE)).send_to(router).await;
    assert_eq!(answer.status, 204);
    tokio::time::sleep(SECOND).await;
    let entries = inbox.list(JobFilter::all()).await.unwrap();
    assert_eq!(entries[0].error.as_deref(), Some("the calendar could not be read: connection refused"));
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn one_occurrence_that_fails_does_not_repeat_its_siblings() {
    let app = WorkerApp::new();
    let body = r#"{"notification":{"type":"event_subscription","interactions":[{"type":"conferencing_assigned"},{"type":"brand_new"}],"transitions":[{"type":"event_start"}]},"event":{"event_id":"evt"}}"#;
    app.script.plan(r#"interaction "brand_new""#, [HandlerAction::Fail("not yet")]);
    app.accept(body).await;
    app.pass(10 * SECOND).await;
    let mut calls = app.script.calls();
    calls.sort();
    assert_eq!(calls, ["evt can be joined", "evt starts", r#"interaction "brand_new""#, r#"interaction "brand_new""#]);
    assert_eq!(
        app.jobs().await,
        [
            r#"1.0 interaction "conferencing_assigned" done after 1"#,
            r#"1.1 interaction "brand_new" done after 2: not yet"#,
            r#"1.2 transition "event_start" done after 1"#,
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_delivery_that_cannot_be_read_is_a_dead_letter_and_the_others_are_handled() {
    use cronofy_hooks::inbox::{NewDelivery, NewJob};
    let app = WorkerApp::new();
    let head = r#"{"format":1,"target":"/"}"#;
    let body = change_of("chn", SINCE);
    let jobs = [
        ("", body.as_str(), "the stored head of the delivery cannot be read"),
        (r#"{"format":2,"target":"/"}"#, &body, "it has format 2, and this release reads format 1"),
        (r#"{"format":1,"target":"no target"}"#, &body, "the stored request target cannot be read"),
        (head, "{", "the stored body cannot be read"),
        (head, "", "the stored body cannot be read"),
    ];
    for (head, body, _) in jobs {
        let job = NewJob { name: "damaged".to_owned(), key: None, join: None, delay: Duration::ZERO };
        let delivery = NewDelivery {
            repeat: None,
            head: head.to_owned(),
            body: body.to_owned().into(),
            received_at: "2026-01-01T00:00:00Z".parse().unwrap(),
            jobs: vec![job],
        };
        app.inbox.accept(delivery).await.unwrap();
    }
    app.accept(&body).await;
    app.pass(SECOND).await;
    let entries = app.entries().await;
    for ((_, _, expected), entry) in jobs.iter().zip(&entries) {
        assert_eq!(entry.state, JobState::Dead);
        assert!(entry.error.as_deref().unwrap().contains(expected), "{expected}: {entry:?}");
    }
    assert_eq!(entries.last().unwrap().state, JobState::Done);
}

#[tokio::test(start_paused = true)]
async fn a_handler_may_take_longer_than_its_lease() {
    let app = WorkerApp::with(settings().lease(2 * SECOND).timeout(3600 * SECOND));
    app.script.plan("evt", [HandlerAction::Work(100 * SECOND)]);
    app.accept(&assigned_of("evt")).await;
    app.pass(101 * SECOND).await;
    assert_eq!(app.script.calls(), ["evt can be joined", "evt worked"]);
    assert_eq!(app.jobs().await, [r#"1.0 interaction "conferencing_assigned" done after 1"#]);
}

#[tokio::test(start_paused = true)]
async fn a_handler_whose_lease_is_lost_is_dropped() {
    let app = WorkerApp::with(settings().lease(3 * SECOND).timeout(3600 * SECOND));
    app.script.plan("evt", [HandlerAction::Work(100 * SECOND)]);
    app.accept(&assigned_of("evt")).await;
    app.run_due_work().await;
    // Another worker completes the job meanwhile, as a second machine would after a long pause of this one.
    let entry = app.entries().await.remove(0);
    let taken =
        app.inbox.update_lease(entry.job, cronofy_hooks::inbox::Fence(1), cronofy_hooks::inbox::LeaseUpdate::Done);
    assert!(taken.await.unwrap());
    app.pass(2 * SECOND).await;
    assert_eq!(app.script.calls(), ["evt can be joined"]);
    app.pass(200 * SECOND).await;
    assert_eq!(app.script.calls(), Vec::<String>::new(), "it did not go on");
}

#[tokio::test(start_paused = true)]
async fn a_lease_survives_an_outage_that_ends_before_it_does() {
    let app = WorkerApp::with(settings().lease(30 * SECOND).timeout(3600 * SECOND));
    app.script.plan("evt", [HandlerAction::Work(100 * SECOND)]);
    app.accept(&assigned_of("evt")).await;
    app.pass(9 * SECOND).await;
    app.inbox.fail_lease_updates_with(Some(away()));
    // The outage ends in the last tenth but one of the lease, after the last of three tries.
    app.pass(17 * SECOND).await;
    app.inbox.fail_lease_updates_with(None);
    app.pass(100 * SECOND).await;
    assert_eq!(app.script.calls(), ["evt can be joined", "evt worked"]);
    assert_eq!(app.jobs().await, [r#"1.0 interaction "conferencing_assigned" done after 1"#]);
}

#[tokio::test(start_paused = true)]
async fn a_handler_ends_before_another_worker_can_lease_its_job() {
    let app = WorkerApp::with(settings().lease(30 * SECOND).timeout(3600 * SECOND));
    app.script.plan("evt", [HandlerAction::Work(100 * SECOND)]);
    app.accept(&assigned_of("evt")).await;
    app.run_due_work().await;
    app.inbox.fail_lease_updates_with(Some(away()));
    app.pass(27 * SECOND + SECOND / 2).await;
    assert_eq!(app.script.running(), 0, "nine tenths of the lease are over");
    app.pass(2 * SECOND).await;
    assert_eq!(app.script.calls(), ["evt can be joined"]);
    app.inbox.fail_lease_updates_with(None);
    app.pass(SECOND).await;
    assert_eq!(app.script.calls(), ["evt can be joined"], "it runs again when the lease has ended");
}

/// As after the machine has slept, while its timers stood still; or when a test advances the clock of the inbox.
#[tokio::test(start_paused = true)]
async fn a_handler_goes_on_with_the_next_lease_when_the_clock_leaps() {
    let app = WorkerApp::with(settings().lease(30 * SECOND).timeout(3600 * SECOND));
    app.script.plan("evt", [HandlerAction::Work(100 * SECOND)]);
    app.accept(&assigned_of("evt")).await;
    app.run_due_work().await;
    for other in ["first", "second"] {
        app.leap(3600 * SECOND);
        // Wakes the worker, which leases both jobs.
        app.accept(&start_of(other)).await;
        app.pass(20 * SECOND).await;
    }
    assert_eq!(app.script.calls(), ["evt can be joined", "first starts", "second starts"]);
    app.pass(100 * SECOND).await;
    assert_eq!(app.script.calls(), ["evt worked"], "it ran once, for longer than any of its leases");
    // A lease that ended without an update is no attempt.
    assert_eq!(app.jobs().await[0], r#"1.0 interaction "conferencing_assigned" done after 1"#);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_leased_again_while_its_result_is_stored_runs_again() {
    let app = WorkerApp::with(settings().lease(30 * SECOND).timeout(3600 * SECOND));
    app.inbox.fail_lease_updates_with(Some(away()));
    app.accept(&assigned_of("evt")).await;
    app.run_due_work().await;
    app.leap(3600 * SECOND);
    app.accept(&start_of("other")).await;
    app.pass(4 * SECOND).await;
    assert_eq!(app.script.calls(), ["evt can be joined", "other starts"]);
    app.inbox.fail_lease_updates_with(None);
    // Too much of its second lease is over to begin, so it is given back and leased a third time, without a wait for the
    // end of that lease.
    app.pass(SECOND).await;
    assert_eq!(app.script.calls(), ["evt can be joined"]);
    assert_eq!(app.jobs().await[0], r#"1.0 interaction "conferencing_assigned" done after 1"#);
}

#[tokio::test(start_paused = true)]
async fn no_limit_is_a_limit() {
    let app = WorkerApp::with(settings().timeout(Duration::MAX).lease(Duration::MAX).grace(Duration::MAX));
    app.script.plan("evt", [HandlerAction::Work(100 * SECOND)]);
    app.accept(&assigned_of("evt")).await;
    app.pass(101 * SECOND).await;
    assert_eq!(app.jobs().await, [r#"1.0 interaction "conferencing_assigned" done after 1"#]);
    app.worker.shutdown().await;
}

fn away() -> InboxError {
    InboxError::new(InboxErrorKind::Unavailable, "the store is away")
}
