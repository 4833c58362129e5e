//! [`replace_personal`]: finds what is personal in a body, and puts something else in its place.

use std::fmt;

use serde_json::{Map, Value};

use crate::drift::{DriftSchemas, PlaceStep, SchemaPlace, is_name};

/// A value that says something about a person, or that no schema describes. It is never null, and may be an object or a
/// list.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct PersonalValue<'v> {
    /// The name of the nearest field that has it; empty for a whole body.
    pub field: &'v str,
    /// Why it is replaced.
    pub reason: PersonalReason,
    /// What is in the body.
    pub value: &'v Value,
}

/// Why a value is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PersonalReason {
    /// A schema marks it.
    Marked,
    /// No schema describes it.
    Unknown,
    /// It stands where a type or a subtype says what a delivery is, and does not look like a name.
    NoName,
}

impl fmt::Debug for PersonalValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, reason, .. } = self;
        let mut shown = f.debug_struct("PersonalValue");
        shown.field("field", field).field("reason", reason).finish_non_exhaustive()
    }
}

/// Gives the value that takes the place of a personal one.
type Replacement<'r> = dyn FnMut(PersonalValue<'_>) -> Value + 'r;

/// A delivery in which other values are in the place of everything that the schemas mark as personal (`x-personal`), and
/// of everything that they do not describe.
///
/// ```
/// use cronofy_hooks_contract::replace_personal;
/// use serde_json::json;
///
/// let body = json!({
///     "notification": { "type": "event_subscription", "transitions": [{ "type": "event_start" }] },
///     "event": { "event_id": "evt_1", "summary": "Lunch with Ada" },
/// });
/// let replaced = replace_personal(&body, |personal| format!("a {}", personal.field).into());
/// assert_eq!(replaced["event"], json!({ "event_id": "evt_1", "summary": "a summary" }));
/// ```
pub fn replace_personal(body: &Value, mut with: impl FnMut(PersonalValue<'_>) -> Value) -> Value {
    let Value::Object(fields) = body else { return unknown("", body, &mut with) };
    let schemas = DriftSchemas::documented();
    let walk = DeliveryWalk { schemas, known: schemas.known(fields) };
    each(fields, |key, value| walk.field("", key, value, &mut with))
}

/// The same for a value that the schemas at `kind/name` describe, such as `request/upsert_event`. What one of them marks
/// is replaced, and what none of them describes.
pub fn replace_personal_in(
    described_by: &[&str],
    value: &Value,
    mut with: impl FnMut(PersonalValue<'_>) -> Value,
) -> Value {
    let schemas = DriftSchemas::documented();
    let here: Vec<_> = described_by.iter().filter_map(|path| schemas.root(path)).collect();
    described(schemas, "", value, &here, &mut with)
}

/// Walks through a delivery.
struct DeliveryWalk {
    schemas: &'static DriftSchemas,
    /// The files that describe it.
    known: Vec<&'static str>,
}

impl DeliveryWalk {
    /// A field of the body or of `notification`.
    fn field(&self, place: &str, key: &str, value: &Value, with: &mut Replacement<'_>) -> Value {
        match (place, key, value) {
            ("", "notification", Value::Object(fields)) => {
                each(fields, |key, value| self.field(key_place(key), key, value, with))
            }
            // The names that say what a delivery is.
            ("notification.type", ..) => name(key, value, with),
            ("notification.list", _, Value::Array(items)) => items.iter().map(|it| item(key, it, with)).collect(),
            _ => {
                let place = if place.is_empty() { "" } else { "notification" };
                let schemas = self.schemas;
                let objects = self.known.iter().flat_map(|schema| schemas.at(schema, place));
                let fields: Vec<_> = objects.filter_map(|object| object.step(PlaceStep::Key(key))).collect();
                let common = || schemas.common(place, key).and_then(|file| schemas.root(file)).into_iter().collect();
                described(schemas, key, value, &if fields.is_empty() { common() } else { fields }, with)
            }
        }
    }
}

/// A value that some schemas describe.
fn described<'s>(
    schemas: &'s DriftSchemas,
    field: &str,
    value: &Value,
    here: &[SchemaPlace<'s>],
    with: &mut Replacement<'_>,
) -> Value {
    if here.is_empty() {
        return unknown(field, value, with);
    }
    let resolved: Vec<_> = here.iter().flat_map(|place| schemas.resolved(place.clone())).collect();
    if here.iter().chain(&resolved).any(SchemaPlace::is_personal) {
        return replaced(PersonalValue { field, reason: PersonalReason::Marked, value }, with);
    }
    let below = |step: PlaceStep<'_>| resolved.iter().filter_map(|place| place.step(step)).collect::<Vec<_>>();
    match value {
        Value::Object(fields) => each(fields, |key, value| {
            let fields = below(PlaceStep::Key(key));
            let fields = if fields.is_empty() { below(PlaceStep::MapValues) } else { fields };
            described(schemas, key, value, &fields, with)
        }),
        Value::Array(elements) => {
            let element = |it: &Value| described(schemas, field, it, &below(PlaceStep::Elements), with);
            elements.iter().map(element).collect()
        }
        Value::String(text) if !resolved.iter().any(|place| may_be(place, text)) => unknown(field, value, with),
        scalar => scalar.clone(),
    }
}

/// Whether a schema allows a text: one of its words, a word that the service may have added, or any text.
fn may_be(place: &SchemaPlace<'_>, text: &str) -> bool {
    match place.words() {
        Some(words) => words.contains(&text) || is_name(text),
        None => place.is_free("string"),
    }
}

fn each(fields: &Map<String, Value>, mut field: impl FnMut(&str, &Value) -> Value) -> Value {
    Value::Object(fields.iter().map(|(key, value)| (key.clone(), field(key, value))).collect())
}

fn key_place(key: &str) -> &'static str {
    match key {
        "type" => "notification.type",
        "interactions" | "transitions" => "notification.list",
        _ => "notification",
    }
}

/// An interaction or a transition: its type and its subtype.
fn item(list: &str, item: &Value, with: &mut Replacement<'_>) -> Value {
    let Value::Object(fields) = item else { return unknown(list, item, with) };
    each(fields, |key, value| match key {
        "type" | "subtype" => name(key, value, with),
        _ => unknown(key, value, with),
    })
}

fn name(field: &str, value: &Value, with: &mut Replacement<'_>) -> Value {
    match value {
        Value::String(text) if is_name(text) => value.clone(),
        value => replaced(PersonalValue { field, reason: PersonalReason::NoName, value }, with),
    }
}

fn unknown(field: &str, value: &Value, with: &mut Replacement<'_>) -> Value {
    replaced(PersonalValue { field, reason: PersonalReason::Unknown, value }, with)
}

/// Null says that there is nothing.
fn replaced(personal: PersonalValue<'_>, with: &mut Replacement<'_>) -> Value {
    if personal.value.is_null() { Value::Null } else { with(personal) }
}
