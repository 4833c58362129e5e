//! How steps are written, and that the description says so.

use serde_json::{Value, json};

use super::common::URL;
use crate::{ClockMode, Fault, FaultRule, Step};

/// What goes to the service stands in the step itself, and a name that is only that of a field in Rust is an error.
#[test]
fn fields_that_are_written_one_level_too_deep_are_named() {
    for (name, step) in [
        ("event", json!({ "upsert_event": { "by": "user", "event": { "summary": "Lunch" } } })),
        ("request", json!({ "create_channel": { "request": { "callback_url": URL } } })),
        ("reply", json!({ "reply_to_smart_invite": { "smart_invite_id": "i", "reply": { "status": "accepted" } } })),
    ] {
        let error = serde_json::from_value::<Step>(step).unwrap_err().to_string();
        assert!(error.starts_with(&format!("there is no field `{name}`: write its fields directly")), "{error}");
    }
}

/// Every step that can be written is described, and what is described can be read.
#[test]
fn the_description_fits_the_steps() {
    let description: Value = serde_json::from_str(crate::control::router::OPENAPI).unwrap();
    let schema = json!({ "$ref": "#/components/schemas/Step", "components": description["components"] });
    let validator = jsonschema::validator_for(&schema).unwrap();
    let steps = [
        json!({ "advance": "2h 30m" }),
        json!({ "advance_to": "2026-06-01T08:00:00Z" }),
        json!("next"),
        json!({ "clock": "paused" }),
        json!({ "clock": 60.0 }),
        json!({ "faults": [{ "fault": "cut", "rate": 0.1, "only": "change", "times": 3, "enabled": false }] }),
        json!({ "seed": 7 }),
        json!({ "add_account": { "email": "bob@example.com", "name": "Bob" } }),
        json!({ "create_channel": { "account": null, "callback_url": URL, "filters": { "only_managed": true } } }),
        json!({ "close_channel": "chn_1" }),
        json!({ "notify_channel": { "channel_id": "chn_1", "name": "change" } }),
        json!({ "upsert_event": { "by": "user", "calendar": "Work", "account": null, "summary": "Lunch" } }),
        json!({ "delete_event": { "by": "application", "calendar": null, "account": null, "event_id": "lunch" } }),
        json!({ "trigger": { "to": URL, "sample": "change", "body": null, "set": { "event.summary": "Lunch" }, "event_trigger": true } }),
        json!({ "replay": 1 }),
        json!({ "disconnect_profile": "pro_1" }),
        json!({ "reconnect_profile": "pro_1" }),
        json!({ "finish_initial_sync": "pro_1" }),
        json!({ "conferencing_behaviour": { "profile_id": "pro_1", "behaviour": "without_url" } }),
        json!({ "request_gdpr": "bob@example.com" }),
        json!({ "agent_failure": { "event_uid": "evt_1", "subtype": "join_timeout" } }),
        json!({ "reply_to_smart_invite": { "smart_invite_id": "1", "email": "bob@example.com", "status": "accepted" } }),
        json!({ "choose_time": { "real_time_scheduling_id": "sch_1", "start": "2026-06-01T10:00:00Z" } }),
        json!({ "expect": { "deliveries": "name:change", "count": 1, "within": "5s" } }),
        json!({ "expect_channel": { "channel_id": "chn_1", "closed": true, "within": "5s" } }),
    ];
    for step in &steps {
        assert!(validator.is_valid(step), "{step} is described: {:?}", validator.iter_errors(step).next());
        let read: Step = serde_json::from_value(step.clone()).unwrap_or_else(|error| panic!("{step}: {error}"));
        let written = serde_json::to_value(&read).unwrap();
        assert!(validator.is_valid(&written), "{written}");
        assert_eq!(serde_json::from_value::<Step>(written).unwrap(), read, "{step}");
    }
    // What is not set is not written; a `null` in an event has a meaning.
    for (step, written) in [
        (json!({ "faults": [FaultRule::new(Fault::Cut)] }), json!({ "faults": [{ "fault": "cut", "rate": 1.0 }] })),
        (steps[7].clone(), steps[7].clone()),
        (json!({ "trigger": { "to": URL, "body": null, "set": {} } }), json!({ "trigger": { "to": URL } })),
        (
            json!({ "upsert_event": { "account": null, "calendar": null, "summary": null } }),
            json!({ "upsert_event": { "by": "application", "summary": null } }),
        ),
        (json!({ "expect": { "deliveries": "", "count": null } }), json!({ "expect": { "deliveries": "" } })),
    ] {
        assert_eq!(serde_json::to_value(serde_json::from_value::<Step>(step).unwrap()).unwrap(), written);
    }
    let described = description["components"]["schemas"]["Step"]["oneOf"].as_array().unwrap().len();
    // `clock` stands twice above.
    assert_eq!(described, steps.len() - 1, "each step of the description is in this list");
    for wrong in [json!({ "advence": "1h" }), json!({}), json!({ "clock": -1 }), json!({ "replay": "one" })] {
        assert!(!validator.is_valid(&wrong) && serde_json::from_value::<Step>(wrong.clone()).is_err(), "{wrong}");
    }
    let faults = &description["components"]["schemas"]["Fault"]["properties"]["fault"]["enum"];
    assert_eq!(*faults, json!(Fault::ALL));
    assert_eq!(
        serde_json::from_value::<Step>(json!({ "clock": "real" })).unwrap(),
        Step::Clock(ClockMode::Running(1.0))
    );
}
