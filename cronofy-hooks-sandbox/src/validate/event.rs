//! Rules for events that no schema can express.

use cronofy_hooks::payload::EventTime;
use cronofy_hooks::request::{InteractionName, TransitionName};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::request::{Violation, check};
use crate::world::rules::begins;

pub(crate) fn check_event(body: &Value) -> Result<(), Vec<Violation>> {
    let mut violations = check("request/upsert_event", body).err().unwrap_or_default();
    if body.get("event_id").is_none() && body.get("event_uid").is_none() {
        violations.retain(|it| it.field != "body");
        violations.push(Violation::new("event_id", "errors.required", "must be specified"));
    }
    // The other rules need a body that fits the schema.
    if violations.is_empty() {
        zones(body, &mut violations);
        order(body, &mut violations);
        conference(body, &mut violations);
        names(body, &mut violations);
    }
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

/// Checks that subscriptions name documented interactions and transitions.
pub(crate) fn check_subscriptions(body: &Value) -> Result<(), Vec<Violation>> {
    let mut violations = Vec::new();
    names(body, &mut violations);
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

fn zones(body: &Value, violations: &mut Vec<Violation>) {
    let zones = [("tzid", &body["tzid"]), ("start.tzid", &body["start"]["tzid"]), ("end.tzid", &body["end"]["tzid"])];
    for (field, tzid) in zones {
        if tzid.as_str().is_some_and(|tzid| TimeZone::get(tzid).is_err()) {
            let expectation = "must be the name of a time zone in the IANA database, such as Europe/London";
            violations.push(Violation::invalid(field, expectation));
        }
    }
}

fn order(body: &Value, violations: &mut Vec<Violation>) {
    let time = |name: &str| serde_json::from_value::<EventTime>(body[name].clone()).ok();
    let (Some(start), Some(end)) = (time("start"), time("end")) else { return };
    if start.date().is_some() != end.date().is_some() {
        violations.push(Violation::invalid("end", "must be a date if start is one, and a time if start is one"));
    } else if begins(&end, &TimeZone::UTC) < begins(&start, &TimeZone::UTC) {
        violations.push(Violation::invalid("end", "must not be before start"));
    }
}

fn conference(body: &Value, violations: &mut Vec<Violation>) {
    let conferencing = &body["conferencing"];
    if conferencing["profile_id"] == "explicit" {
        for name in ["provider_description", "join_url"] {
            if conferencing[name].as_str().is_none_or(str::is_empty) {
                let field = format!("conferencing.{name}");
                let expectation = "must be specified with the profile_id explicit";
                violations.push(Violation::new(field, "errors.required", expectation));
            }
        }
    }
}

fn names(body: &Value, violations: &mut Vec<Violation>) {
    for (index, subscription) in list(&body["subscriptions"]) {
        for (number, interaction) in list(&subscription["interactions"]) {
            let name: Option<InteractionName> = serde_json::from_value(interaction["type"].clone()).ok();
            if matches!(name, Some(InteractionName::Unknown(_))) {
                let field = format!("subscriptions.{index}.interactions.{number}.type");
                violations.push(Violation::invalid(field, "must be the name of a documented interaction"));
            }
        }
        for (number, transition) in list(&subscription["transitions"]) {
            for side in ["before", "after"] {
                let name: Option<TransitionName> = serde_json::from_value(transition[side].clone()).ok();
                if matches!(name, Some(TransitionName::Unknown(_))) {
                    let field = format!("subscriptions.{index}.transitions.{number}.{side}");
                    violations.push(Violation::invalid(field, "must be event_start or event_end"));
                }
            }
        }
    }
}

fn list(value: &Value) -> impl Iterator<Item = (usize, &Value)> {
    value.as_array().into_iter().flatten().enumerate()
}
