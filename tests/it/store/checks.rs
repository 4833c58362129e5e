//! Checks that both engines share.

use std::collections::BTreeMap;

use cronofy_hooks::inbox::{JobRecord, JobState, RequestHead};

use super::app::StoreApp;

/// Checks that the second job and those after it are dead letters, one for each damage to a delivery,
/// and that their errors begin as expected. Returns all jobs: the first and the last are not damaged.
pub(super) async fn damaged_deliveries_are_dead_letters(app: &StoreApp, damages: &[(&str, &str)]) -> Vec<JobRecord> {
    let jobs = app.jobs().await;
    assert_eq!(jobs.len(), damages.len() + 2);
    for (entry, (damage, expected)) in jobs[1..].iter().zip(damages) {
        assert_eq!(entry.state, JobState::Dead, "{damage}: {entry:?}");
        assert!(entry.error.as_deref().is_some_and(|error| error.starts_with(expected)), "{damage}: {entry:?}");
        let shown = app.inbox.show(entry.job.delivery()).await.unwrap();
        if damage.starts_with("DELETE") {
            assert_eq!(shown, None);
        } else {
            let shown = shown.unwrap();
            assert_eq!(shown.jobs, std::slice::from_ref(entry));
            assert_eq!(RequestHead::decode(&shown.head).is_err(), damage.contains("head ="), "{damage}: {shown:?}");
        }
    }
    app.logs(&["ERROR", "a stored job cannot be handled, and is kept as a dead letter", damages[0].1]).await;
    jobs
}

/// Accepts one more delivery, and checks that each job of a migrated store ends in its state: the first
/// four, and the new one, are handled once.
pub(super) async fn migrated_jobs_end_as_expected(mut app: StoreApp, expected: &[(&str, &str, JobState)]) {
    app.accept("after").await;
    app.handles_everything().await;
    let jobs = app.jobs().await;
    for (entry, (event, _, state)) in jobs.iter().zip(expected) {
        assert_eq!(entry.state, *state, "{event}: {entry:?}");
    }
    assert_eq!(jobs.len(), expected.len() + 1);
    let waited = expected[..4].iter().map(|(event, ..)| *event).chain(["after"]);
    let waited: BTreeMap<_, _> = waited.map(|event| (event.to_owned(), 1)).collect();
    assert_eq!(app.calls.handled(), waited);
    app.stop().await;
}
