//! The details of an event: from what requests say to what Read Events tells.

use serde_json::{Map, Value};

/// What Read Events tells as it was written.
const TOLD_AS_WRITTEN: [&str; 13] = [
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

/// Writes over what is there. What Read Events never tells, such as reminders, is not kept.
pub(super) fn merge(details: &mut Map<String, Value>, written: Map<String, Value>) {
    for (key, value) in written {
        if key == "attendees" {
            let known = details.remove("attendees");
            details.insert(key, attendees(known, value));
        } else if TOLD_AS_WRITTEN.contains(&key.as_str()) {
            details.insert(key, value);
        }
    }
}

/// Requests invite and remove people; a list is how somebody else's calendar has it.
fn attendees(known: Option<Value>, written: Value) -> Value {
    let mut attendees = match known {
        Some(Value::Array(attendees)) => attendees,
        _ => Vec::new(),
    };
    if written.is_array() {
        return written;
    }
    let people = |list: &str| written[list].as_array().cloned().unwrap_or_default();
    let gone = people("remove");
    attendees.retain(|known| !gone.iter().any(|person| person["email"] == known["email"]));
    for person in people("invite") {
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
    fn people_are_invited_and_removed() {
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
    fn what_nobody_reads_is_not_kept() {
        let mut details = Map::new();
        let before = details.clone();
        merge(&mut details, Map::from_iter([("reminders".to_owned(), json!([{ "minutes": 5 }]))]));
        assert_eq!(details, before);
    }
}
