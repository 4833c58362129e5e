//! What is reported of an engine that does not keep its promises.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use cronofy_hooks::inbox::{
    Accepted, Fence, Inbox, InboxFuture, JobId, LeaseUpdate, NewDelivery, StoredDelivery, forward_inbox,
};
use cronofy_hooks::testing::MemoryInbox;
use cronofy_hooks_conformance::{TestClock, checks, promises, walks};

/// What is wrong with a [`BrokenInbox`].
#[derive(Clone, Copy, Debug)]
enum Fault {
    StoresRepeats,
    PanicsInShow,
    ReleasesInsteadOfRetrying,
}

#[derive(Debug)]
struct BrokenInbox(MemoryInbox, Fault);

impl BrokenInbox {
    async fn open(fault: Fault, clock: TestClock) -> Arc<dyn Inbox> {
        Arc::new(Self(MemoryInbox::with_clock(move || clock.now()), fault))
    }
}

impl Inbox for BrokenInbox {
    fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted> {
        let repeat = delivery.repeat.filter(|_| !matches!(self.1, Fault::StoresRepeats));
        self.0.accept(NewDelivery { repeat, ..delivery })
    }

    fn update_lease(&self, job: JobId, fence: Fence, update: LeaseUpdate) -> InboxFuture<'_, bool> {
        let update = match (update, self.1) {
            (LeaseUpdate::Retry { .. }, Fault::ReleasesInsteadOfRetrying) => LeaseUpdate::Release,
            (update, _) => update,
        };
        self.0.update_lease(job, fence, update)
    }

    fn show(&self, delivery: i64) -> InboxFuture<'_, Option<StoredDelivery>> {
        assert!(!matches!(self.1, Fault::PanicsInShow), "it is broken");
        self.0.show(delivery)
    }

    forward_inbox!(this => this.0; lease, list, apply, apply_with_progress, prune, deliveries_of, delete, statistics, close);
}

#[tokio::test]
async fn the_report_has_every_fact_that_does_not_hold_and_no_other() {
    let report = promises(|clock| BrokenInbox::open(Fault::StoresRepeats, clock)).await.unwrap_err();
    let broken: Vec<_> = report.broken().iter().map(|it| (it.check().promise(), it.check().name())).collect();
    let expected = [
        (Some(2), "a_repeat_is_not_stored_and_changes_nothing"),
        (Some(2), "of_repeats_in_one_batch_one_is_stored"),
        (Some(2), "of_repeats_at_once_one_is_stored"),
        (Some(2), "a_repeat_of_a_finished_delivery_is_known"),
        (Some(12), "repeating_a_call_does_no_harm"),
    ];
    assert_eq!(broken, expected);
    let text = report.to_string();
    let (title, rest) = text.split_once("\n\n").unwrap();
    assert_eq!(title, format!("5 of {} checks failed", checks().len()));
    let first = "promise 2, a_repeat_is_not_stored_and_changes_nothing: the answer\n  expected:\n      Repeated\n  \
                 found:\n      New\n";
    assert!(rest.starts_with(first), "{rest}");
    assert_eq!(format!("{report:?}"), text, "a test that ends with it can be read");
}

#[tokio::test]
async fn a_panic_is_a_failure_of_its_check() {
    let check = checks().iter().find(|check| check.name() == "jobs_keep_their_places").unwrap();
    let clock = TestClock::new();
    let broken = check.run(BrokenInbox::open(Fault::PanicsInShow, clock.clone()).await, clock).await.unwrap_err();
    assert!(broken.to_string().contains("it panicked"), "{broken}");
}

#[tokio::test]
async fn a_walk_that_differs_is_short_and_comes_again_with_its_seed() {
    let open = |clock| BrokenInbox::open(Fault::ReleasesInsteadOfRetrying, clock);
    let divergence = walks(0..100, open).await.unwrap_err();
    let text = divergence.to_string();
    let again = walks([divergence.seed()], open).await.unwrap_err();
    assert_eq!(again.to_string(), text);
    let (steps, rest) = text.split_once("before the last step:\n").unwrap();
    let mut steps = steps.lines();
    let title =
        format!("the inbox does not do what the in-memory inbox does; `walks([{}], …)` repeats it", divergence.seed());
    assert_eq!(steps.next(), Some(&*title));
    // A delivery arrives, one of its jobs is leased, and its handler fails.
    let begin: Vec<_> = steps.map(|step| step.split_whitespace().nth(1).unwrap_or_default()).collect();
    assert_eq!(begin, ["accept", "LeaseRequest", "update"], "{text}");
    assert!(rest.contains("\n    > 1."), "{text}");
}

/// Each seed is a walk of its own: one fault is found by many of them.
#[tokio::test]
async fn seeds_lead_to_different_walks() {
    let mut found = 0;
    for seed in 0..20 {
        let open = |clock| BrokenInbox::open(Fault::StoresRepeats, clock);
        found += u32::from(walks([seed], open).await.is_err());
    }
    assert!((1..20).contains(&found), "{found}");
}
