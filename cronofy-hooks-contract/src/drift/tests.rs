//! Deliveries with something new in them, and what is found.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{DriftSchemas, Novelty, NoveltyKind, NoveltyLedger};
use crate::samples;

fn observed(schemas: &DriftSchemas, bodies: &[Value]) -> NoveltyLedger {
    let mut ledger = NoveltyLedger::default();
    for (body, second) in bodies.iter().zip(0..) {
        let at = Timestamp::from_second(second).expect("a time");
        assert!(schemas.observe(body.to_string().as_bytes(), at, &mut ledger), "{body}");
    }
    ledger
}

fn found(bodies: &[Value]) -> Vec<String> {
    observed(DriftSchemas::documented(), bodies).iter().map(|(novelty, _)| novelty.to_string()).collect()
}

fn subscription(list: &str, items: &Value, event: &Value) -> Value {
    json!({ "notification": { "type": "event_subscription", list: items }, "event": event })
}

#[test]
fn the_samples_have_nothing_new() {
    for sample in samples() {
        let body: Value = serde_json::from_str(sample.body).expect("it is JSON");
        assert_eq!(found(&[body]), Vec::<String>::new(), "{}", sample.name);
    }
}

#[test]
fn novelties_are_found_at_the_place_of_the_schema() {
    let start = json!([{ "type": "event_start" }]);
    let failing = json!([{ "type": "conferencing_failing", "subtype": "host_missing", "since": 1 }]);
    let event = json!({
        "status": "postponed",
        "colour": "red",
        "attendees": [{ "status": "maybe", "pronouns": "they" }, { "status": "maybe" }],
        "start": { "time": "2026-01-01T00:00:00Z", "tzid": "Etc/UTC", "floating": true },
        "metadata": { "anything": "goes" },
        "summary": "postponed",
    });
    let bodies = [
        subscription("transitions", &start, &event),
        subscription("interactions", &failing, &event),
        subscription("interactions", &json!([{ "type": "conferencing_assigned", "subtype": "moved" }]), &json!({})),
        subscription(
            "interactions",
            &json!([{ "type": "poll_answered", "subtype": "late" }, { "type": "conferencing_assigned" }]),
            &json!({}),
        ),
        json!({ "notification": { "type": "poll_closed", "changes_since": "2026-01-01T00:00:00Z" }, "channel": { "chnnel_id": 1 } }),
        json!({ "notification": { "type": "verification" }, "channel": { "filters": {} }, "extra": null }),
        json!({ "poll": 1, "answers": [] }),
    ];
    assert_eq!(
        found(&bodies),
        [
            "callback/answers_and_poll",
            "callback/answers_and_poll: answers",
            "callback/answers_and_poll: poll",
            "interaction/poll_answered",
            "interaction/conferencing_assigned: notification.interactions[].subtype = moved",
            "interaction/conferencing_failing: notification.interactions[].since",
            "interaction/conferencing_failing: notification.interactions[].subtype = host_missing",
            "interaction/poll_answered: event",
            "interaction/poll_answered: notification.interactions[].subtype = late",
            "notification/poll_closed",
            "notification/poll_closed: channel",
            "notification/poll_closed: notification.changes_since",
            "notification/verification: extra",
            "shared/attendee: pronouns",
            "shared/channel: chnnel_id",
            "shared/event: colour",
            "shared/event: status = postponed",
            "shared/event_time: floating",
            "shared/participation_status = maybe",
        ]
    );
    let ledger = observed(DriftSchemas::documented(), &bodies);
    let (_, colour) = ledger.iter().find(|(one, _)| one.name.as_deref() == Some("colour")).expect("it is found");
    assert_eq!((colour.count, colour.first.as_second(), colour.last.as_second()), (2, 0, 1));
    assert_eq!(colour.shapes.types(), ["string"]);
}

#[test]
fn what_could_be_data_has_no_name() {
    let event = json!({
        "status": "see alice@example.com",
        "+49151123": true,
        "rooms": { "alice": 1, "bob": { "carol": 2 } },
        "metadata": { "dave": 1 },
        "options": { "delete": "erin" },
        "location": { "description": "frank" },
    });
    let assigned = json!([{ "type": "conferencing_assigned" }, { "type": 7 }]);
    let bodies = [
        subscription("interactions", &assigned, &event),
        json!({ "notification": { "type": "acc_5700a00eb0ccd07000000000" }, "grace": 1 }),
        json!({ "notification": "heidi" }),
        json!({ "ivan@example.com": 1 }),
    ];
    let text = format!("{:?}", observed(DriftSchemas::documented(), &bodies));
    for data in ["alice", "+49", "bob", "carol", "dave", "erin", "frank", "acc_", "grace", "heidi", "ivan"] {
        assert!(!text.contains(data), "{data}: {text}");
    }
    assert_eq!(
        found(&bodies),
        [
            "callback/(not kept)",
            "interaction/(not kept)",
            "notification/(not kept)",
            "shared/event: (not kept)",
            "shared/event: rooms",
            "shared/event: status = (not kept)",
        ]
    );
}

#[test]
fn a_ledger_is_bounded() {
    let body = |from: usize| {
        let name = |number: usize| {
            format!("{}{}", char::from(b'a' + u8::try_from(number / 100 % 26).expect("small")), number % 100)
        };
        let event: serde_json::Map<_, _> = (from..from + 300).map(|number| (name(number), json!(1))).collect();
        subscription("transitions", &json!([{ "type": "event_start" }]), &event.into())
    };
    let ledger = observed(DriftSchemas::documented(), &[body(0), body(1000)]);
    assert_eq!(ledger.len(), NoveltyLedger::MOST_NAMES + 1);
    let rest =
        Novelty { schema: "shared/event".to_owned(), place: String::new(), kind: NoveltyKind::Field, name: None };
    assert_eq!(ledger.get(&rest).map(|rest| rest.count), Some(2), "once for each delivery");
    let field = |schema: &str| Novelty { schema: schema.to_owned(), name: Some("fresh".to_owned()), ..rest.clone() };
    assert!(!ledger.is_new(&field("shared/event")) && !ledger.is_new(&rest) && ledger.is_new(&field("shared/channel")));
    let mut full = NoveltyLedger::default();
    let at = *ledger.get(&rest).expect("it is there");
    for number in 0..=NoveltyLedger::MOST {
        full.note(Novelty { schema: format!("shared/{number}"), ..rest.clone() }, at);
    }
    assert_eq!((full.len(), full.overflow()), (NoveltyLedger::MOST, at.count));
    assert!(!full.is_new(&field("shared/channel")));
}

#[test]
fn a_patch_leaves_nothing_that_it_can_add() {
    let start = json!([{ "type": "event_start" }]);
    let bodies = [
        subscription(
            "transitions",
            &start,
            &json!({ "status": "postponed", "labels": ["a"], "note": null, "rank": 1.5 }),
        ),
        subscription("transitions", &start, &json!({ "note": "x", "rank": 1, "mixed": 1 })),
        subscription(
            "transitions",
            &start,
            &json!({ "mixed": "x", "start": { "time": "", "tzid": "", "floating": 1 } }),
        ),
        subscription("interactions", &json!([{ "type": "conferencing_assigned", "subtype": "moved" }]), &json!({})),
        subscription("interactions", &json!([{ "type": "conferencing_assigned", "subtype": "by Ada" }]), &json!({})),
        subscription(
            "interactions",
            &json!([{ "type": "poll_answered", "subtype": "late" }, { "type": "poll_answered", "subtype": "by Ada" }]),
            &json!({ "event_id": "1" }),
        ),
        json!({ "notification": { "type": "event", "changes_since": "", "poll_id": 1 }, "channel": {}, "votes": {} }),
        json!({ "notification": { "type": "event", "poll_id": 2 }, "channel": {}, "+49151": 1 }),
    ];
    let schemas = DriftSchemas::documented();
    let patch = schemas.patch(&observed(schemas, &bodies));
    let reasons: Vec<_> = patch.left_out.iter().map(|out| format!("{}: {}", out.novelty, out.reason)).collect();
    assert_eq!(
        reasons,
        [
            "interaction/conferencing_assigned: notification.interactions[].subtype = (not kept): the name was not kept; look at a delivery",
            "interaction/poll_answered: notification.interactions[].subtype = (not kept): the name was not kept; look at a delivery",
            "notification/event: (not kept): the name was not kept; look at a delivery",
            "shared/event_time: floating: the type of the object is written by hand",
        ]
    );

    let json = patch.to_json();
    assert_eq!(json["shared/event.json"][0]["path"], "/properties/labels");
    let of = |file: &str, path: &str| {
        let found = json[file].as_array().and_then(|all| all.iter().find(|one| one["path"] == path));
        let mut value = found.unwrap_or_else(|| panic!("{file} {path}: {json:#}"))["value"].clone();
        value.as_object_mut().expect("an object").remove("x-inferred");
        value
    };
    assert_eq!(
        of("shared/event.json", "/properties/labels"),
        json!({ "type": "array", "items": { "type": "string" }, "x-personal": true })
    );
    assert_eq!(of("shared/event.json", "/properties/note"), json!({ "type": ["string", "null"], "x-personal": true }));
    assert_eq!(of("shared/event.json", "/properties/rank"), json!({ "type": "number" }));
    assert_eq!(of("shared/event.json", "/properties/mixed"), json!({ "x-rust-type": "json", "x-personal": true }));
    assert_eq!(of("shared/event.json", "/properties/status/oneOf/-")["const"], "postponed");
    let subtype = "/properties/notification/properties/interactions/items/properties/subtype";
    assert_eq!(of("interaction/conferencing_assigned.json", subtype)["title"], "ConferencingAssignedSubtype");
    let file = of("notification/event.json", "");
    assert_eq!((&file["title"], &file["required"]), (&json!("EventNotification"), &json!(["notification", "channel"])));
    assert_eq!(file["properties"]["channel"]["$ref"], "../shared/channel.json");
    assert_eq!(file["properties"]["notification"]["required"], json!(["type", "poll_id"]));
    assert_eq!(file["properties"]["notification"]["properties"]["changes_since"]["format"], "date-time");
    let item =
        &of("interaction/poll_answered.json", "")["properties"]["notification"]["properties"]["interactions"]["items"];
    assert_eq!(item["properties"]["subtype"]["oneOf"][0]["const"], "late");

    let patched: BTreeSet<_> = patch.operations.iter().flat_map(|one| &one.novelties).collect();
    let left_out = patch.left_out.iter().map(|out| &out.novelty);
    let all: BTreeSet<_> = patched.into_iter().chain(left_out).cloned().collect();
    assert_eq!(all, observed(schemas, &bodies).iter().map(|(novelty, _)| novelty.clone()).collect());
}
