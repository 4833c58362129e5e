//! [`StandIns`]: what takes the place of personal values in a scenario that is made for other people.

use std::collections::BTreeMap;

use cronofy_hooks_contract::{PersonalReason, PersonalValue, replace_personal, replace_personal_in};
use serde_json::{Map, Value, json};

use crate::validate::is_email;
use crate::world::model::{EventStep, Step, TriggerStep};
use crate::world::rules::{CALENDARS, EMAIL};

/// Values that fit where the personal ones were: the same one for the same value, in all steps. So a scenario plays with
/// them as it does without, and its expectations hold.
#[derive(Debug, Default)]
pub(super) struct StandIns {
    known: BTreeMap<StandInKind, BTreeMap<String, usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum StandInKind {
    Address,
    Person,
    Event,
    Calendar,
    Url,
    Text,
    Number,
}

impl StandIns {
    pub(super) fn step(&mut self, step: &Step) -> Step {
        match step {
            Step::AddAccount { email, name } => {
                let name = name.as_ref().map(|name| self.name(name));
                Step::AddAccount { email: self.account(email), name }
            }
            Step::CreateChannel { account, request } => Step::CreateChannel {
                account: account.as_ref().map(|it| self.account(it)),
                request: self.fields("request/create_channel", request),
            },
            Step::UpsertEvent(step) => Step::UpsertEvent(self.event(step)),
            Step::DeleteEvent(step) => Step::DeleteEvent(self.event(step)),
            Step::Trigger(step) => Step::Trigger(TriggerStep {
                body: step.body.as_ref().map(|body| replace_personal(body, |it| self.stand_in(&it, it.value))),
                ..step.clone()
            }),
            Step::RequestGdpr(account) => Step::RequestGdpr(self.account(account)),
            step => step.clone(),
        }
    }

    fn event(&mut self, step: &EventStep) -> EventStep {
        let is_made_up =
            |calendar: &str| CALENDARS.iter().any(|(name, ..)| *name == calendar) || calendar.starts_with("cal_");
        EventStep {
            by: step.by,
            account: step.account.as_ref().map(|it| self.account(it)),
            calendar: step
                .calendar
                .as_ref()
                .map(|it| if is_made_up(it) { it.clone() } else { self.text(StandInKind::Calendar, it) }),
            event: self.fields("request/upsert_event", &step.event),
        }
    }

    fn fields(&mut self, schema: &str, fields: &Map<String, Value>) -> Map<String, Value> {
        match replace_personal_in(&[schema], &Value::Object(fields.clone()), |it| self.stand_in(&it, it.value)) {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }

    /// How a step names an account: by its id or its address.
    fn account(&mut self, named: &str) -> String {
        if is_email(named) { self.text(StandInKind::Address, named) } else { named.to_owned() }
    }

    /// The name of an account, which is its address if it has no other.
    fn name(&mut self, name: &str) -> String {
        self.text(if is_email(name) { StandInKind::Address } else { StandInKind::Person }, name)
    }

    /// For a value, which may be an element of a personal list.
    fn stand_in(&mut self, personal: &PersonalValue<'_>, value: &Value) -> Value {
        let PersonalValue { field, reason, .. } = *personal;
        match value {
            // The schema of requests does not have it, because it is the user who names an event by it.
            Value::String(_) if field == "event_uid" && reason == PersonalReason::Unknown => value.clone(),
            // The name of a delivery, for which the scenario has expectations.
            Value::String(name) if reason == PersonalReason::NoName && is_word(name) => value.clone(),
            Value::String(text) if text.is_empty() => value.clone(),
            Value::String(text) => self.text(kind(field, text), text).into(),
            Value::Number(number) => self.number(StandInKind::Number, number.to_string()).into(),
            Value::Array(items) => items.iter().map(|it| self.stand_in(personal, it)).collect(),
            // Its keys may be data as well.
            Value::Object(_) => json!({}),
            Value::Bool(_) | Value::Null => value.clone(),
        }
    }

    fn text(&mut self, kind: StandInKind, text: &str) -> String {
        if text.eq_ignore_ascii_case(EMAIL) {
            // The account of every sandbox is made up.
            return text.to_owned();
        }
        let key = if kind == StandInKind::Address { text.to_lowercase() } else { text.to_owned() };
        let number = self.number(kind, key);
        match kind {
            StandInKind::Address => format!("person{number}@example.com"),
            StandInKind::Person => format!("Person {number}"),
            StandInKind::Event => format!("Event {number}"),
            StandInKind::Calendar => format!("Calendar {number}"),
            StandInKind::Url => format!("https://example.com/{number}"),
            StandInKind::Text => format!("Text {number}"),
            StandInKind::Number => number.to_string(),
        }
    }

    /// Counts the values of a kind from 1.
    fn number(&mut self, kind: StandInKind, key: String) -> usize {
        let known = self.known.entry(kind).or_default();
        let next = known.len() + 1;
        *known.entry(key).or_insert(next)
    }
}

fn kind(field: &str, text: &str) -> StandInKind {
    match field {
        _ if is_email(text) => StandInKind::Address,
        _ if text.contains("://") => StandInKind::Url,
        "summary" | "subject" => StandInKind::Event,
        "display_name" | "common_name" | "name" => StandInKind::Person,
        "lat" | "long" => StandInKind::Number,
        _ => StandInKind::Text,
    }
}

/// Whether a text can be searched for as a name.
pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use cronofy_hooks_contract::schema_of;
    use serde_json::{Value, from_value, json};

    use super::*;
    use crate::planted::{PLANTED, planted_samples};
    use crate::validate::check;
    use crate::world::rules::name_of;

    fn stand_ins(steps: &Value) -> Value {
        let steps: Vec<Step> = from_value(steps.clone()).expect("steps");
        let mut stand_ins = StandIns::default();
        json!(steps.iter().map(|step| stand_ins.step(step)).collect::<Vec<_>>())
    }

    #[test]
    fn one_value_has_one_stand_in_of_its_kind() {
        let steps = json!([
            { "add_account": { "email": "Bob@real.example", "name": "Bob Real" } },
            { "add_account": { "email": "eve@real.example", "name": "eve@real.example" } },
            { "create_channel": { "account": "bob@real.example", "callback_url": "http://127.0.0.1:9/x" } },
            { "upsert_event": {
                "by": "user", "account": "bob@real.example", "calendar": "Holidays", "event_uid": "evt_external_1",
                "summary": "Lunch", "description": "", "start": "2026-06-01T12:00:00Z", "end": "2026-06-01",
                "location": { "description": "Lunch", "lat": "51.5", "long": "-0.1" },
                "attendees": { "invite": [
                    { "email": "eve@real.example", "display_name": "Bob Real" }, { "email": "ada@example.com" },
                ] },
                "conferencing": { "profile_id": "explicit", "provider_description": "Room", "join_url": "https://real.example/1" },
                "metadata": { "Bob": 1 }, "unknown": ["Lunch", 2, true, null, { "Bob": 1 }],
            } },
            { "upsert_event": { "by": "application", "calendar": "Bob's", "event_id": "lunch", "summary": "Dinner" } },
            { "delete_event": { "by": "application", "calendar": "cal_5", "event_id": "lunch" } },
            { "trigger": { "to": "http://127.0.0.1:9/x", "body": {
                "notification": { "type": "N3w_one7", "subtype": "Bob" }, "summary": "Lunch",
            } } },
            { "request_gdpr": "bob@real.example" },
            { "request_gdpr": "acc_1" },
        ]);
        let expected = json!([
            { "add_account": { "email": "person1@example.com", "name": "Person 1" } },
            { "add_account": { "email": "person2@example.com", "name": "person2@example.com" } },
            { "create_channel": { "account": "person1@example.com", "callback_url": "http://127.0.0.1:9/x" } },
            { "upsert_event": {
                "by": "user", "account": "person1@example.com", "calendar": "Holidays", "event_uid": "evt_external_1",
                "summary": "Event 1", "description": "", "start": "2026-06-01T12:00:00Z", "end": "2026-06-01",
                "location": { "description": "Text 1", "lat": "1", "long": "2" },
                "attendees": { "invite": [
                    { "email": "person2@example.com", "display_name": "Person 1" }, { "email": "ada@example.com" },
                ] },
                "conferencing": { "profile_id": "explicit", "provider_description": "Room", "join_url": "https://example.com/1" },
                "metadata": {}, "unknown": ["Text 1", 3, true, null, {}],
            } },
            { "upsert_event": { "by": "application", "calendar": "Calendar 1", "event_id": "lunch", "summary": "Event 2" } },
            { "delete_event": { "by": "application", "calendar": "cal_5", "event_id": "lunch" } },
            { "trigger": { "to": "http://127.0.0.1:9/x", "body": {
                "notification": { "type": "N3w_one7", "subtype": "Text 2" }, "summary": "Event 1",
            } } },
            { "request_gdpr": "person1@example.com" },
            { "request_gdpr": "acc_1" },
        ]);
        assert_eq!(stand_ins(&steps), expected);
    }

    #[test]
    fn stand_ins_fit_the_schemas() {
        let mut stand_ins = StandIns::default();
        for body in planted_samples() {
            let schema = schema_of(&body).expect("a documented body").path;
            let valid = check(schema, &body).is_ok();
            let step = TriggerStep { body: Some(body.clone()), ..TriggerStep::default() };
            let Step::Trigger(TriggerStep { body: Some(replaced), .. }) = stand_ins.step(&Step::Trigger(step)) else {
                panic!("it is a trigger still")
            };
            assert!(!replaced.to_string().contains(PLANTED), "{schema}: {replaced}");
            assert_eq!(name_of(&replaced), name_of(&body), "{schema}");
            assert_eq!(check(schema, &replaced).map_err(|it| (valid, it)).err(), None, "{schema}: {replaced}");
        }
    }
}
