//! What another crate generates: compiled under hard conditions, and used.

#![deny(warnings, missing_docs, missing_debug_implementations, rust_2018_idioms)]

use std::fmt::Debug;

use cronofy_hooks::payload::Payload;
use serde_json::{Value, json};

use crate::foreign::{OrderWasPlaced, ShopOrder, ShopOrderColor, ShopOrderGift, ShopOrderState};
use crate::polls::{ClosePoll, CreatePoll, PollAnswered, PollAnsweredSubtype, PollClosed, PollDue, PollShared};

/// A module that shadows what generated code would name if it were careless.
pub mod polls {
    /// Not the result of anything.
    pub type Result = ();

    /// Not optional.
    #[derive(Debug)]
    pub struct Option;

    /// No text.
    #[derive(Debug)]
    pub struct String;

    /// No list.
    #[derive(Debug)]
    pub struct Vec;

    include!("fixtures/polls/expected.rs");
}

/// The same schemas after a patch.
pub mod drifted {
    include!("fixtures/polls/drifted.rs");
}

/// Schemas as other projects write them.
pub mod foreign {
    include!("fixtures/foreign/expected.rs");
}

fn round_trip<P: Payload + Debug>(body: &Value) -> Result<P, serde_json::Error> {
    let payload: P = serde_json::from_value(body.clone())?;
    assert_eq!(&serde_json::to_value(&payload)?, body);
    Ok(payload)
}

#[test]
fn payloads_read_and_write_whole_bodies() -> Result<(), serde_json::Error> {
    let closed: PollClosed = round_trip(&json!({
        "notification": { "type": "poll_closed", "region": "eu", "closed-at": "2026-01-01T00:00:00Z" },
        "poll": {
            "id": "a",
            "type": "multiple-choice",
            "is-open": true,
            "owner": null,
            "settings": { "version": "v2", "start": "2026-01-01" },
            "children": [{ "id": "b", "type": "new" }]
        },
        "item": null,
        "answers": { "a": -1 },
        "extra": [1]
    }))?;
    assert_eq!(closed.region, "eu");

    let answered: PollAnswered = round_trip(&json!({
        "notification": {
            "type": "event_subscription",
            "interactions": [{ "type": "poll_answered", "subtype": "unknown" }]
        },
        "event": {}
    }))?;
    assert_eq!(answered.subtype, PollAnsweredSubtype::ExplicitlyUnknown);

    round_trip::<PollDue>(&json!({
        "notification": { "type": "event_subscription", "transitions": [{ "type": "poll_due" }] }
    }))?;
    round_trip::<PollShared>(&json!({ "shared_poll": { "id": "a", "type": "single" } }))?;
    Ok(())
}

#[test]
fn what_is_personal_is_not_shown() -> Result<(), serde_json::Error> {
    let closed: PollClosed = serde_json::from_value(json!({
        "notification": { "type": "poll_closed", "region": "eu" },
        "poll": { "id": "a", "type": "single" },
        "item": "b",
        "comment": "from Ada"
    }))?;
    let shown = format!("{closed:?}");
    assert!(
        shown.starts_with("PollClosed { region: (personal), closed_at: None, votes: None, poll: Poll {"),
        "{shown}"
    );
    assert!(shown.contains("comment: Some((personal))") && shown.contains("item: Value(\"b\")"), "{shown}");
    let shown = format!("{:?}", PollClosed::default());
    assert!(shown.contains("comment: None"), "{shown}");
    Ok(())
}

#[test]
fn what_a_patch_added_is_typed() -> Result<(), serde_json::Error> {
    let closed: drifted::PollClosed = round_trip(&json!({
        "notification": { "type": "poll_closed", "region": "eu", "reason": "quorum" },
        "poll": { "id": "a", "type": "ranked", "colour": "red", "labels": ["x"], "is-open": true, "quota": null },
        "item": null,
        "moderator": { "anything": 1 }
    }))?;
    assert_eq!(closed.reason.as_deref(), Some("quorum"));
    assert_eq!(closed.poll.r#type, drifted::PollType::Ranked);
    assert_eq!((closed.poll.colour.as_deref(), closed.poll.labels), (Some("red"), Some(vec!["x".to_owned()])));

    let answered: drifted::PollAnswered = round_trip(&json!({
        "notification": { "type": "event_subscription", "interactions": [{ "type": "poll_answered", "subtype": "late" }] },
        "event": {}
    }))?;
    assert_eq!(answered.subtype, drifted::PollAnsweredSubtype::Late);

    let shown: drifted::PollShown =
        round_trip(&json!({ "notification": { "type": "poll_shown" }, "poll": { "id": "a", "type": "single" } }))?;
    assert_eq!(shown.poll.id, "a");
    Ok(())
}

#[test]
fn schemas_of_other_projects_keep_every_value() -> Result<(), serde_json::Error> {
    let placed: OrderWasPlaced = round_trip(&json!({
        "notification": { "type": "order.wasPlaced" },
        "order": {
            "Order-ID": "a1",
            "order.total": 9.5,
            "paid": true,
            "2nd_address": { "city": "Ulm" },
            "note": "x",
            "placedAt": "2026-01-01T00:00:00+02:00",
            "state": "open",
            "priority": 2,
            "color": "#fff",
            "gift": "wrapped",
            "lines": [{ "sku": "a", "parts": [{ "sku": "b", "parts": [] }] }],
            "extra": [null],
            "anything": null,
            "labels": { "a": null, "b": 1 },
            "prices": { "EUR": 950 },
            "list": [null, 1, "x"],
            "nothing": null,
            "shipping": { "city": "Ulm" },
            "buyer": { "name": "Ada" }
        },
        "tree": { "name": "root", "children": [{ "name": "leaf" }] }
    }))?;
    let order = &placed.order;
    assert_eq!((order.order_id.as_str(), order.paid, order.priority), ("a1", true, Some(2)));
    assert_eq!(order.state.as_option(), Some(&ShopOrderState::Open));
    assert_eq!(order.color.as_option(), Some(&ShopOrderColor::Unknown("#fff".to_owned())));
    assert_eq!(order.gift.as_option(), Some(&ShopOrderGift::Wrapped));

    for key in ["2nd_address", "note", "placedAt", "state", "color", "gift"] {
        let null = json!({ "Order-ID": "a1", "paid": false, key: null });
        let order: ShopOrder = serde_json::from_value(null.clone())?;
        assert_eq!(serde_json::to_value(&order)?, null);
    }
    assert!(serde_json::from_value::<ShopOrder>(json!({ "Order-ID": "a1" })).is_err(), "`paid` is required");
    Ok(())
}

#[test]
fn missing_keys_are_named() {
    let error = |body: Value| serde_json::from_value::<PollClosed>(body).err().map(|error| error.to_string());
    let without_region = json!({ "notification": { "type": "poll_closed" }, "poll": { "id": "a", "type": "s" } });
    assert_eq!(error(without_region).as_deref(), Some("missing field `notification.region`"));
    let without_poll = json!({ "notification": { "type": "poll_closed", "region": "eu" } });
    assert_eq!(error(without_poll).as_deref(), Some("missing field `poll`"));
}

#[test]
fn a_field_of_another_notification_can_have_any_shape() {
    let transitions = json!([{ "type": "poll_due" }]);
    let due = json!({ "notification": { "type": "event_subscription", "transitions": transitions, "votes": "many" } });
    assert!(serde_json::from_value::<PollDue>(due).is_ok());
    let closed = json!({
        "notification": { "type": "poll_closed", "region": "eu", "votes": "many" },
        "poll": { "id": "a", "type": "single" },
        "item": null
    });
    assert!(serde_json::from_value::<PollClosed>(closed).is_err());
}

#[test]
fn constants_are_written_and_checked() -> Result<(), serde_json::Error> {
    let poll = serde_json::to_value(CreatePoll::new(["poll_due"]))?;
    assert_eq!(poll, json!({ "kind": "poll", "remind": ["poll_due"] }));
    let other = serde_json::from_value::<CreatePoll>(json!({ "kind": "other", "remind": [] }));
    assert!(other.is_err());
    Ok(())
}

#[test]
fn a_request_is_built_from_what_is_required_and_a_setter_for_each_other_field() -> Result<(), serde_json::Error> {
    assert_eq!((ClosePoll::METHOD, ClosePoll::PATH), ("DELETE", "/polls/{poll_id}"));
    let by_id = ClosePoll::with_id("a").votes(3).reason("late").reason("void").then(CreatePoll::new(["poll_due"]));
    assert_eq!(
        serde_json::to_value(&by_id)?,
        json!({
            "id": "a",
            "votes": 3,
            "reasons": ["late", "void"],
            "next": [{ "kind": "poll", "remind": ["poll_due"] }],
        }),
        "nothing is null that was not set"
    );
    let by_owner = ClosePoll::owned_by(["ada", "bob"]).note("why");
    assert_eq!(serde_json::to_value(&by_owner)?, json!({ "owners": ["ada", "bob"], "note": "why" }));
    assert_eq!(serde_json::to_value(by_owner.without_note())?, json!({ "owners": ["ada", "bob"], "note": null }));
    Ok(())
}
