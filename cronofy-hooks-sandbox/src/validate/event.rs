//! Rules for events that no schema can express.

use cronofy_hooks::payload::EventTime;
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::canonical::{BodyEncoding, canonicalize};
use super::message::Violation;
use super::request::{check, read};
use crate::world::rules::{FIRST, begins};

/// Validates an upsert, and converts it. `whole_events_only` refuses one of only `event_id` and `meeting_agent`.
pub(crate) fn accept_event<T: DeserializeOwned>(body: &Value, whole_events_only: bool) -> Result<T, Vec<Violation>> {
    let mut violations = check("request/upsert_event", body).err().unwrap_or_default();
    if !whole_events_only && changes_agent_only(body) {
        violations.retain(|it| !["summary", "start", "end"].contains(&it.field.as_str()));
    }
    // The other rules need a body that fits the schema.
    if violations.is_empty() {
        zones(body, &mut violations);
        order(body, &mut violations);
        conference(body, &mut violations);
    }
    if violations.is_empty() { read(body) } else { Err(violations) }
}

/// Validates an event that gets its times later, as an upsert with any times. Returns it canonical.
pub(crate) fn accept_template(mut event: Map<String, Value>) -> Result<Map<String, Value>, Vec<Violation>> {
    for (field, time) in [("start", "2026-01-19T15:30:00Z"), ("end", "2026-01-19T17:00:00Z")] {
        event.insert(field.to_owned(), time.into());
    }
    let mut event = Value::Object(event);
    canonicalize("request/upsert_event", &mut event, BodyEncoding::Json);
    let mut event: Map<String, Value> = accept_event(&event, true)?;
    event.retain(|field, _| field != "start" && field != "end");
    Ok(event)
}

/// As the documentation cancels the agent of an event:
/// <https://docs.cronofy.com/developers/api/meeting-agents/cancel-scheduled/>.
fn changes_agent_only(body: &Value) -> bool {
    let only = |fields: &Map<String, Value>| fields.keys().all(|key| key == "event_id" || key == "meeting_agent");
    body.get("meeting_agent").is_some() && body.as_object().is_some_and(only)
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
    for (field, time) in [("start", &start), ("end", &end)] {
        if begins(time, &TimeZone::UTC) < FIRST {
            violations.push(Violation::invalid(field, "must not be before the year 0 in UTC"));
        }
    }
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
