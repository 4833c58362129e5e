//! The details of an event: merges what requests write into what Read Events returns.

use serde_json::{Map, Value};

/// Fields that Read Events returns as they were written.
const RETURNED_AS_WRITTEN: [&str; 13] = [
    "location",
    "url",
    "participation_status",
    "organizer",
    "transparency",
    "extended_transparency",
    "status",
    "categories",
    "recurring",
    "series_identifier",
    "event_private",
    "options",
    "meeting_url",
];

/// Merges written fields into the details. Fields that Read Events never returns, such as reminders, are
/// dropped.
pub(super) fn merge(details: &mut Map<String, Value>, written: Map<String, Value>) {
    for (key, value) in written {
        if key == "attendees" {
            let known = details.remove("attendees");
            details.insert(key, attendees(known, value));
        } else if RETURNED_AS_WRITTEN.contains(&key.as_str()) {
            details.insert(key, value);
        }
    }
}

/// The application invites and removes attendees; a user's calendar writes the whole list.
fn attendees(known: Option<Value>, written: Value) -> Value {
    let mut attendees = match known {
        Some(Value::Array(attendees)) => attendees,
        _ => Vec::new(),
    };
    if written.is_array() {
        return written;
    }
    let listed = |list: &str| written[list].as_array().cloned().unwrap_or_default();
    let removed = listed("remove");
    attendees.retain(|known| !removed.iter().any(|person| person["email"] == known["email"]));
    for person in listed("invite") {
        if attendees.iter().all(|known| known["email"] != person["email"]) {
            let Value::Object(mut attendee) = person else { continue };
            attendee.entry("display_name").or_insert(Value::Null);
            attendee.insert("status".to_owned(), "needs_action".into());
            attendees.push(Value::Object(attendee));
        }
    }
    Value::Array(attendees)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn attendees_are_invited_and_removed() {
        let mut details = Map::new();
        let mut write = |attendees: Value| {
            merge(&mut details, Map::from_iter([("attendees".to_owned(), attendees)]));
            details["attendees"].clone()
        };
        let ada = json!({ "email": "ada@example.com", "display_name": "Ada", "status": "needs_action" });
        let bob = json!({ "email": "bob@example.com", "display_name": null, "status": "needs_action" });
        let invited = write(json!({ "invite": [
            { "email": "ada@example.com", "display_name": "Ada" },
            { "email": "bob@example.com" },
        ] }));
        assert_eq!(invited, json!([ada, bob]));
        assert_eq!(write(json!({ "remove": [{ "email": "ada@example.com" }] })), json!([bob]));
        assert_eq!(write(json!([ada])), json!([ada]));
    }

    #[test]
    fn fields_that_are_never_returned_are_dropped() {
        let mut details = Map::new();
        let before = details.clone();
        merge(&mut details, Map::from_iter([("reminders".to_owned(), json!([{ "minutes": 5 }]))]));
        assert_eq!(details, before);
    }
}
