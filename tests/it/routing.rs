//! Which handler a delivery reaches, and how occurrences without a handler fall through.

use std::collections::BTreeMap;

use axum::Router;
use cronofy_hooks::extract::{FromDelivery, Parts, Rejection};
use cronofy_hooks::payload::{Change, ConferencingFailing, EventStart};
use cronofy_hooks::{Delivery, Hooks, Occurrence, Path, Unhandled, UnhandledCounts, cronofy_handler, handlers};
use cronofy_hooks_tests::{
    DELIVERY_KINDS, Log, Recorder, SchemaSet, everything, router, secrets, signed, subtype_handler,
};
use serde_json::{Value, json};

use crate::tracing::capture::capture;

#[cronofy_handler(interaction = "conferencing_failing", subtype = "profile_missing")]
async fn profile_missing(_failing: ConferencingFailing, recorder: Recorder) {
    recorder.ran("subtype");
}

#[cronofy_handler(interaction = "conferencing_failing")]
async fn failing(_failing: ConferencingFailing, recorder: Recorder) {
    recorder.ran("interaction");
}

#[cronofy_handler(notification = "change")]
async fn change(_change: Change, recorder: Recorder) {
    recorder.ran("change");
}

#[cronofy_handler(fallback)]
async fn fallback(unhandled: Unhandled, recorder: Recorder) {
    recorder.ran_with("fallback", unhandled.reason().to_string());
}

/// Takes undocumented deliveries, as do the other unlisted handlers.
#[cronofy_handler(notification = "account_paused", unlisted)]
async fn paused(_delivery: Delivery, recorder: Recorder) {
    recorder.ran("unlisted notification");
}

#[cronofy_handler(interaction = "brand_new", unlisted)]
async fn brand_new(occurrence: Occurrence, recorder: Recorder) {
    recorder.ran_with("unlisted interaction", occurrence.to_string());
}

#[cronofy_handler(interaction = "brand_new", subtype = "first", unlisted)]
async fn brand_new_first(recorder: Recorder) {
    recorder.ran("unlisted subtype");
}

#[cronofy_handler(transition = "event_moved", unlisted)]
async fn moved(recorder: Recorder) {
    recorder.ran("unlisted transition");
}

fn interaction(name: &str, subtype: Option<&str>) -> Value {
    let mut item = json!({ "type": name });
    if let Some(subtype) = subtype {
        item["subtype"] = subtype.into();
    }
    json!({ "notification": { "type": "event_subscription", "interactions": [item] }, "event": {} })
}

fn transition(name: &str) -> Value {
    json!({ "notification": { "type": "event_subscription", "transitions": [{ "type": name }] }, "event": {} })
}

async fn send(router: &Router, body: &Value) {
    let answer = signed(body.to_string()).send_to(router.clone()).await;
    assert_eq!(answer.status, 204, "{body}: {}", answer.text);
}

#[tokio::test]
async fn every_valid_sample_reaches_the_handler_of_its_schema() {
    let (router, log) = router();
    for sample in SchemaSet::samples("valid").into_iter().filter(|sample| sample.is_delivery()) {
        send(&router, &sample.content).await;
        let (kind, name) = sample.schema.split_once('/').unwrap();
        let subtype = sample.content["notification"]["interactions"][0]["subtype"].as_str();
        let narrow = subtype.and_then(|subtype| subtype_handler(name, subtype));
        let seen = log.take();
        assert_eq!(
            seen.iter().map(|seen| seen.handler).collect::<Vec<_>>(),
            [narrow.unwrap_or(name)],
            "{}",
            sample.name
        );
        let occurrence = &seen[0].occurrence;
        assert_eq!(occurrence.kind().map(|kind| kind.as_str()), Some(kind), "{}", sample.name);
        assert_eq!((occurrence.name(), occurrence.subtype()), (Some(name), subtype), "{}", sample.name);
    }
}

/// A key must not be lost because it comes before `notification`, or after it.
#[tokio::test]
async fn payloads_are_whole_in_any_order_of_their_keys() {
    let (router, log) = router();
    for sample in SchemaSet::samples("valid").into_iter().filter(|sample| sample.is_delivery()) {
        let mut fields: Vec<_> =
            sample.content.as_object().unwrap().iter().map(|(key, value)| format!("{key:?}:{value}")).collect();
        for _ in 0..fields.len() {
            for reversed in [false, true] {
                let mut fields = fields.clone();
                if reversed {
                    fields.reverse();
                }
                let body = format!("{{{}}}", fields.join(","));
                assert_eq!(signed(body.clone()).send_to(router.clone()).await.status, 204, "{body}");
                let [seen] = &log.take()[..] else { panic!("{body}: one handler") };
                assert_ne!(seen.handler, "fallback", "{body}: {}", seen.note);
                let payload: Value = serde_json::from_str(&seen.note).unwrap();
                assert_eq!(payload, sample.content, "{}: {body}", sample.name);
            }
            fields.rotate_left(1);
        }
    }
}

#[test]
fn the_recording_application_handles_every_delivery_schema() {
    let set = SchemaSet::load();
    let handled: Vec<_> =
        everything().routes().map(|(route, _)| format!("{}/{}", route.kind(), route.name())).collect();
    let of_deliveries = |name: &str| DELIVERY_KINDS.iter().any(|kind| name.starts_with(&format!("{kind}/")));
    for (name, _) in set.iter().filter(|(name, _)| of_deliveries(name)) {
        assert!(handled.iter().any(|handled| handled == name), "add a handler for {name} to tests/src/everything.rs");
    }
}

/// Which handler runs when the list of handlers gets shorter.
#[tokio::test]
async fn deliveries_fall_through_step_by_step() {
    fn start<N: cronofy_hooks::extract::ProvidedBy<Log>>(
        handlers: cronofy_hooks::Handlers<N>,
    ) -> (Router, Log, UnhandledCounts) {
        let log = Log::default();
        let hooks = Hooks::new(secrets()).handlers(handlers).state(log.clone());
        let counts = hooks.unhandled();
        (hooks.into_router().unwrap(), log, counts)
    }

    let known = interaction("conferencing_failing", Some("profile_missing"));
    let other = interaction("conferencing_failing", Some("missing_meeting_url"));
    let unknown = interaction("conferencing_failing", Some("brand_new"));
    let without = interaction("conferencing_failing", None);
    let odd = json!({
        "notification": { "type": "event_subscription", "interactions": [{ "type": "conferencing_failing", "subtype": 7 }] },
        "event": {},
    });
    let all = [known, other, unknown, without, odd];

    let last_resort = [
        (r#"interaction "conferencing_failing", subtype "brand_new""#.to_owned(), 1),
        (r#"interaction "conferencing_failing", subtype "missing_meeting_url""#.to_owned(), 1),
        (r#"interaction "conferencing_failing", subtype "profile_missing""#.to_owned(), 1),
        (r#"interaction "conferencing_failing""#.to_owned(), 2),
    ];
    let without_known: Vec<_> =
        last_resort.iter().filter(|(name, _)| !name.contains("profile_missing")).cloned().collect();
    let cases = [
        (
            start(handlers![profile_missing, failing, fallback]),
            ["subtype", "interaction", "interaction", "interaction", "interaction"],
            vec![],
        ),
        (start(handlers![failing, fallback]), ["interaction"; 5], vec![]),
        (
            start(handlers![profile_missing, fallback]),
            ["subtype", "fallback", "fallback", "fallback", "fallback"],
            vec![],
        ),
        (start(handlers![fallback]), ["fallback"; 5], vec![]),
        (start(handlers![profile_missing, ..]), ["subtype", "", "", "", ""], without_known),
        (start(handlers![change, ..]), [""; 5], last_resort.to_vec()),
    ];
    for (index, ((router, log, counts), handlers, counted)) in cases.into_iter().enumerate() {
        for (body, handler) in all.iter().zip(handlers) {
            send(&router, body).await;
            let expected = if handler.is_empty() { vec![] } else { vec![handler] };
            assert_eq!(log.handlers(), expected, "list {index}: {body}");
        }
        assert_eq!(counts.counts(), counted.into_iter().collect::<BTreeMap<_, _>>(), "list {index}");
    }
}

#[tokio::test]
async fn the_last_resort_counts_by_name_and_stays_bounded() {
    let hooks = Hooks::new(secrets()).handlers(handlers![..]);
    let counts = hooks.unhandled();
    let router: Router = hooks.into_router().unwrap();
    for body in
        [json!({ "notification": { "type": "new" } }), transition("moved"), transition("moved"), json!({}), json!([])]
    {
        send(&router, &body).await;
    }
    let expected = [(r#"notification "new""#, 1), (r#"transition "moved""#, 2), ("a body without a name", 2)];
    assert_eq!(counts.counts(), expected.map(|(name, count)| (name.to_owned(), count)).into());

    for number in 0..3000 {
        send(&router, &json!({ "notification": { "type": format!("new {number}") } })).await;
    }
    let counts = counts.counts();
    assert!(counts.len() < 2000, "{} names are kept", counts.len());
    assert_eq!(counts.values().sum::<u64>(), 3005, "every one is counted");
}

#[tokio::test]
async fn unlisted_handlers_take_their_names_and_nothing_else() {
    let log = Log::default();
    let hooks = Hooks::new(secrets()).handlers(handlers![paused, brand_new, brand_new_first, moved, fallback]);
    let router: Router = hooks.state(log.clone()).into_router().unwrap();
    let cases = [
        (json!({ "notification": { "type": "account_paused" } }), "unlisted notification", ""),
        (interaction("brand_new", None), "unlisted interaction", r#"interaction "brand_new""#),
        (interaction("brand_new", Some("first")), "unlisted subtype", ""),
        (
            interaction("brand_new", Some("second")),
            "unlisted interaction",
            r#"interaction "brand_new", subtype "second""#,
        ),
        (transition("event_moved"), "unlisted transition", ""),
        // The same names in other places.
        (json!({ "notification": { "type": "brand_new" } }), "fallback", "no handler takes it"),
        (interaction("event_moved", None), "fallback", "no handler takes it"),
        (transition("brand_new"), "fallback", "no handler takes it"),
        (interaction("account_paused", None), "fallback", "no handler takes it"),
    ];
    for (body, handler, note) in cases {
        send(&router, &body).await;
        assert_eq!(log.notes(), [(handler, note.to_owned())], "{body}");
    }
}

#[tokio::test]
async fn bodies_without_a_notification_are_recognised_by_their_keys() {
    let (router, log) = router();
    let cases = [
        (json!({ "event": {}, "participants": [] }), "real_time_scheduling"),
        (json!({ "event": {}, "participants": [], "user": {}, "more": 1 }), "real_time_scheduling"),
        (json!({ "authorization": {} }), "authorization"),
        (json!({ "authorization": { "code": "c", "state": "s" } }), "authorization"),
        (json!({ "event": {} }), "fallback"),
        (json!({ "participants": [] }), "fallback"),
        (json!({ "something": "else" }), "fallback"),
        (json!({}), "fallback"),
        (json!([{ "notification": { "type": "change" } }]), "fallback"),
        (json!("notification"), "fallback"),
        // A body with a `notification` is not a callback, with any other keys.
        (json!({ "notification": { "type": "new" }, "authorization": {} }), "fallback"),
        (json!({ "notification": null, "authorization": {} }), "fallback"),
        (json!({ "notification": {}, "event": {}, "participants": [] }), "fallback"),
    ];
    for (body, handler) in cases {
        send(&router, &body).await;
        assert_eq!(log.handlers(), [handler], "{body}");
    }
}

#[tokio::test]
async fn mismatches_go_to_the_fallback_with_the_field() {
    let since = "2026-01-17T09:24:16Z";
    let channel = json!({ "channel_id": "chn_6f1a" });
    // Body, what it would have been, and where it does not fit.
    let cases = [
        (
            json!({ "notification": { "type": "change", "changes_since": since } }),
            r#"notification "change""#,
            "channel",
        ),
        (
            json!({ "notification": { "type": "change" }, "channel": channel }),
            r#"notification "change""#,
            "notification.changes_since",
        ),
        (
            json!({ "notification": { "type": "change", "changes_since": "soon" }, "channel": channel }),
            r#"notification "change""#,
            "notification.changes_since",
        ),
        (
            json!({ "notification": { "type": "change", "changes_since": 7 }, "channel": channel }),
            r#"notification "change""#,
            "notification.changes_since",
        ),
        (
            json!({ "notification": { "type": "change", "changes_since": since }, "channel": { "channel_id": 7 } }),
            r#"notification "change""#,
            "channel.channel_id",
        ),
        (
            json!({ "notification": { "type": "change", "changes_since": since }, "channel": { "channel_id": "c", "filters": { "calendar_ids": ["a", 7] } } }),
            r#"notification "change""#,
            "channel.filters.calendar_ids[1]",
        ),
        (
            json!({ "notification": { "type": "event_subscription", "transitions": [{ "type": "event_start" }] }, "event": { "start": "noon" } }),
            r#"transition "event_start""#,
            "event.start",
        ),
        (
            json!({ "notification": { "type": "event_subscription", "transitions": [{ "type": "event_start" }] }, "event": { "attendees": [{}, { "display_name": 7 }] } }),
            r#"transition "event_start""#,
            "event.attendees[1].display_name",
        ),
        (
            json!({ "notification": { "type": "event_subscription", "interactions": [{ "type": "conferencing_assigned" }] } }),
            r#"interaction "conferencing_assigned""#,
            "event",
        ),
        (json!({ "authorization": 7 }), r#"callback "authorization""#, "authorization"),
        (json!({ "event": {}, "participants": 7 }), r#"callback "real_time_scheduling""#, "participants"),
    ];
    let (router, log) = router();
    for (body, occurrence, field) in cases {
        let text = body.to_string();
        // `notification` first, as it is sent, and last.
        let mut keys: Vec<_> = body.as_object().unwrap().iter().collect();
        keys.sort_by_key(|(key, _)| *key != "notification");
        for reversed in [false, true] {
            if reversed {
                keys.reverse();
            }
            let fields: Vec<_> = keys.iter().map(|(key, value)| format!("{key:?}:{value}")).collect();
            let text_sent = format!("{{{}}}", fields.join(","));
            let answer = signed(text_sent.clone()).send_to(router.clone()).await;
            assert_eq!(answer.status, 204, "{text}");
            let [seen] = &log.take()[..] else { panic!("{text}: one handler") };
            assert_eq!((seen.handler, seen.occurrence.to_string()), ("fallback", occurrence.to_owned()), "{text}");
            let named = seen.note.starts_with(&format!("{field}:")) || seen.note.contains(&format!("`{field}`"));
            assert!(named, "{text}: {:?} does not name {field}", seen.note);
            assert!(!seen.note.contains(" line "), "{text}: {:?} counts lines of a fragment", seen.note);
            assert_eq!(seen.body, text_sent);
        }
    }
}

#[tokio::test]
async fn a_field_of_another_notification_can_have_any_shape() {
    let (router, log) = router();
    let no_handler = "no handler takes it";
    let assigned = json!([{ "type": "conferencing_assigned" }]);
    let channel = json!({ "channel_id": "chn_6f1a" });
    let cases = [
        (
            json!({ "notification": { "type": "event_subscription", "interactions": assigned, "triggered_at": 1_737_303_251 }, "event": {} }),
            "conferencing_assigned",
            "",
        ),
        (
            json!({ "notification": { "changes_since": "", "type": "verification" }, "channel": channel }),
            "verification",
            "",
        ),
        (
            json!({ "notification": { "type": "change", "changes_since": "2026-01-17T09:24:16Z", "triggered_at": [] }, "channel": channel }),
            "change",
            "",
        ),
        // Two fields that do not fit, one of them its own.
        (
            json!({ "notification": { "triggered_at": {}, "type": "change", "changes_since": 7 }, "channel": channel }),
            "fallback",
            "notification.changes_since: ",
        ),
        (json!({ "notification": { "type": "brand_new", "changes_since": 7 } }), "fallback", no_handler),
        (json!({ "notification": { "changes_since": 7 } }), "fallback", no_handler),
    ];
    for (body, handler, note) in cases {
        send(&router, &body).await;
        let [seen] = &log.take()[..] else { panic!("{body}: one handler") };
        assert_eq!(seen.handler, handler, "{body}: {}", seen.note);
        assert!(seen.note.starts_with(note), "{body}: {}", seen.note);
    }
}

#[tokio::test]
async fn mismatches_do_not_matter_to_handlers_without_a_payload() {
    /// Takes no payload, so that no payload can mismatch.
    #[cronofy_handler(notification = "change")]
    async fn ping(recorder: Recorder) {
        recorder.ran("ping");
    }
    let log = Log::default();
    let router: Router =
        Hooks::new(secrets()).handlers(handlers![ping, fallback]).state(log.clone()).into_router().unwrap();
    send(&router, &json!({ "notification": { "type": "change" } })).await;
    assert_eq!(log.handlers(), ["ping"]);
}

#[tokio::test]
async fn one_mismatch_among_several_falls_through_alone() {
    #[cronofy_handler(transition = "event_start")]
    async fn start(_start: EventStart, recorder: Recorder) {
        recorder.ran("start");
    }
    let log = Log::default();
    let router: Router =
        Hooks::new(secrets()).handlers(handlers![start, fallback]).state(log.clone()).into_router().unwrap();
    let body = json!({
        "notification": {
            "type": "event_subscription",
            "interactions": [{ "type": "meeting_agent_complete" }, {}, 7],
            "transitions": [{ "type": "event_start" }],
        },
        "event": {},
    });
    send(&router, &body).await;
    let seen: Vec<_> = log.take().into_iter().map(|seen| (seen.handler, seen.occurrence.to_string())).collect();
    let expected = [
        ("fallback", r#"interaction "meeting_agent_complete""#),
        ("fallback", "a body without a name"),
        ("fallback", "a body without a name"),
        ("start", r#"transition "event_start""#),
    ];
    assert_eq!(seen, expected.map(|(handler, occurrence)| (handler, occurrence.to_owned())));
}

/// What is dropped without an inbox is counted by name and reason, and each is logged once.
#[tokio::test]
async fn mismatches_are_counted_by_reason_and_stay_bounded() {
    #[cronofy_handler(notification = "change")]
    async fn of_a_user(_change: Change, Path(_): Path<u64>) {}
    /// An extractor whose reason repeats a value.
    struct Careless;
    impl<R> FromDelivery<R> for Careless {
        async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
            Err(Rejection::unhandled(format!("{} is unknown: {}", parts.delivery().uri(), "?".repeat(5000))))
        }
    }
    #[cronofy_handler(transition = "event_start")]
    async fn careless(_careless: Careless) {}

    let (captured, _guard) = capture();
    let hooks = Hooks::new(secrets()).handlers(handlers![of_a_user, careless, ..]);
    let counts = hooks.unhandled();
    let router: Router = hooks.path("/{*rest}").into_router().unwrap();
    let change = |since: &str| json!({ "notification": { "type": "change", "changes_since": since }, "channel": { "channel_id": "chn" } });
    for (path, since) in
        [("/ada", "2026-01-17T09:24:16Z"), ("/7", "yesterday"), ("/8", "today"), ("/9", "2026-01-17T09:24:16Z")]
    {
        let answer = signed(change(since).to_string()).path(path).signed_with(&secrets()).send_to(router.clone()).await;
        assert_eq!(answer.status, 204);
    }
    let reasons = [
        ("notification.changes_since: expected text such as 2026-01-19T15:30:00Z or 2026-01-19T15:30:00+01:00", 2),
        ("the path of the request does not fit: `rest` is not a whole number", 1),
    ];
    let reasons = reasons.map(|(reason, count)| (reason.to_owned(), count)).into();
    assert_eq!(counts.mismatches(), [(r#"notification "change""#.to_owned(), reasons)].into());
    let warnings =
        || captured.events().iter().filter(|event| event.text().contains("later ones are only counted")).count();
    assert_eq!(warnings(), 2, "{}", captured.everything());

    for number in 0..3000 {
        let body = transition("event_start").to_string();
        let path = format!("/{number}");
        assert_eq!(signed(body).path(&path).signed_with(&secrets()).send_to(router.clone()).await.status, 204);
    }
    let mismatches = &counts.mismatches()[r#"transition "event_start""#];
    assert!(mismatches.len() <= 1024, "{} reasons are kept", mismatches.len());
    assert!(mismatches.keys().all(|reason| reason.len() <= 1024));
    assert_eq!(
        (mismatches.values().sum::<u64>(), mismatches["others"]),
        (3000, 3000 - (1024 - 2)),
        "every one is counted"
    );
}
