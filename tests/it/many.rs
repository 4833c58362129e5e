//! Deliveries with many occurrences, and with long names.

use axum::Router;
use cronofy_hooks::inbox::WorkerSettings;
use cronofy_hooks::testing::MemoryInbox;
use cronofy_hooks::{Hooks, Occurrence, handlers};
use cronofy_hooks_tests::cost::{HostileBody, hostile, nameless};
use cronofy_hooks_tests::{Log, everything, router, secrets, signed};
use serde_json::{Value, json};

fn items(name: &str, count: usize) -> Value {
    vec![json!({ "type": name }); count].into()
}

fn body(interactions: usize, transitions: usize) -> String {
    let notification = json!({
        "type": "event_subscription",
        "interactions": items("conferencing_assigned", interactions),
        "transitions": items("event_start", transitions),
    });
    json!({ "notification": notification, "event": { "event_id": "evt" } }).to_string()
}

#[tokio::test]
async fn the_rest_of_many_occurrences_goes_to_the_fallback_as_one() {
    let (router, log) = router();
    for (interactions, transitions) in [(64, 0), (65, 0), (0, 65), (40, 40), (14_000, 2), (2, 14_000)] {
        let answer = signed(body(interactions, transitions)).send_to(router.clone()).await;
        assert_eq!(answer.status, 204);
        let mut seen = log.take();
        let count = interactions + transitions;
        if count > Occurrence::MOST {
            let rest = seen.pop().unwrap();
            assert_eq!(rest.handler, "fallback");
            assert!(
                rest.note.starts_with(&format!("the delivery has {count} occurrences; the first 64 ")),
                "{}",
                rest.note
            );
            let rest = rest.occurrence;
            assert_eq!((rest.kind(), rest.name(), rest.subtype(), rest.index()), (None, None, None, 64));
            assert_eq!(rest.to_string(), "the rest of a long list");
        }
        assert_eq!(seen.len(), 64, "{interactions} and {transitions}");
        for (index, seen) in seen.iter().enumerate() {
            let handler = if index < interactions { "conferencing_assigned" } else { "event_start" };
            assert_eq!((seen.handler, seen.occurrence.index()), (handler, index));
            assert!(seen.note.contains("evt"), "the payload: {}", seen.note);
        }
    }
}

#[tokio::test]
async fn without_a_fallback_the_rest_is_counted_once_for_each_delivery() {
    let hooks = Hooks::new(secrets()).handlers(handlers![..]);
    let unhandled = hooks.unhandled();
    let router: Router = hooks.into_router().unwrap();
    for _ in 0..2 {
        assert_eq!(signed(nameless(40_000)).send_to(router.clone()).await.status, 204);
    }
    let counts: Vec<_> = unhandled.counts().into_iter().collect();
    assert_eq!(counts, [("a body without a name".to_owned(), 128), ("the rest of a long list".to_owned(), 2)]);
}

#[tokio::test]
async fn a_long_name_is_cut_where_it_is_shown_and_kept_where_it_is_read() {
    let (router, log) = router();
    let long = "n".repeat(100_000);
    let items = json!([{ "type": long, "subtype": long }]);
    let body = json!({ "notification": { "type": "event_subscription", "interactions": items } });
    assert_eq!(signed(body.to_string()).send_to(router.clone()).await.status, 204);
    let [seen] = &log.take()[..] else { panic!("one handler") };
    assert_eq!((seen.occurrence.name(), seen.occurrence.subtype()), (Some(&*long), Some(&*long)));
    let cut = "n".repeat(256);
    assert_eq!(seen.occurrence.to_string(), format!("interaction {cut:?}, subtype {cut:?}"));
}

/// Handler, occurrence and note of each run, in an order of their own.
fn runs(log: &Log) -> Vec<(&'static str, usize, String, String)> {
    let mut runs: Vec<_> = log
        .take()
        .into_iter()
        .map(|seen| (seen.handler, seen.occurrence.index(), seen.occurrence.to_string(), seen.note))
        .collect();
    runs.sort();
    runs
}

#[tokio::test(start_paused = true)]
async fn behind_an_inbox_the_same_handlers_take_the_same_occurrences() {
    let (at_once, at_once_log) = router();
    let (inbox, log) = (MemoryInbox::new(), Log::default());
    let hooks = Hooks::new(secrets()).handlers(everything()).state(log.clone()).inbox(inbox);
    let (behind, worker) = hooks.worker(WorkerSettings::default()).into_router_and_worker().unwrap();
    for HostileBody { name, body } in hostile(6 << 10) {
        let answers = (
            signed(body.clone()).send_to(at_once.clone()).await.status,
            signed(body).send_to(behind.clone()).await.status,
        );
        assert_eq!(answers.0, answers.1, "{name}");
        worker.idle().await;
        assert_eq!(runs(&at_once_log), runs(&log), "{name}");
    }
    worker.shutdown().await;
}
