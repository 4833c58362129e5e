//! The fields of a body beside its JSON, as its schema describes them, each with what the schema says is wrong.

use std::collections::BTreeMap;

use cronofy_hooks_contract::{FieldFacts, FieldPath, FieldPathError, JsonSchema, schema};
use maud::{Markup, html};
use serde_json::{Number, Value};

use crate::console::FormFields;
use crate::validate::check;
use crate::world::rules::name_of;

/// Before the JSON pointer of a field: what it is now.
const SET: &str = "set:";
/// Before the JSON pointer: what the field was in the body when the page was made. Only fields that changed since then
/// are written, and only where the body did not, so neither edit undoes the other.
const WAS: &str = "was:";

/// What became of the fields that were changed.
#[derive(Debug, Default)]
pub(super) struct WrittenFields {
    /// Whether the body is another one now.
    pub(super) changed: bool,
    pub(super) unwritten: Vec<UnwrittenField>,
}

/// A field that was changed and is not in the body.
#[derive(Debug)]
pub(super) struct UnwrittenField {
    pointer: String,
    /// As it was typed.
    value: String,
    /// What the body has in its place.
    in_body: String,
    why: String,
}

/// Writes the fields that were changed into a body.
pub(super) fn apply(posted: &FormFields, body: &mut Value) -> WrittenFields {
    let schema = schema_of(body);
    let mut done = WrittenFields::default();
    for (pointer, value) in posted.with_prefix(SET) {
        let was = posted.field(&format!("{WAS}{pointer}"));
        let in_body = text_of(body.pointer(pointer));
        if was == value || in_body == value {
            continue;
        }
        let facts = schema.and_then(|it| it.facts_at(steps(pointer))).unwrap_or_default();
        let written = if in_body == was {
            write(body, pointer, value, &facts)
        } else {
            let there = if in_body.is_empty() { "nothing".to_owned() } else { format!("“{in_body}”") };
            Err(format!(
                "The body was changed here as well: it has {there}. Press Check or Send to write this field into the \
                 body, or make the field the same."
            ))
        };
        match written {
            Ok(()) => done.changed = true,
            Err(why) => {
                let (pointer, value) = (pointer.to_owned(), value.to_owned());
                done.unwritten.push(UnwrittenField { pointer, value, in_body, why });
            }
        }
    }
    done
}

/// Writes a field, or leaves it out if it is empty. The error says why that cannot be done.
fn write(body: &mut Value, pointer: &str, text: &str, facts: &FieldFacts) -> Result<(), String> {
    let wrong = |error: FieldPathError| format!("This cannot be written into the body: {error}.");
    let path = pointer.parse::<FieldPath>().map_err(wrong)?;
    let value = parse(text, body.pointer(pointer), facts);
    let parent = pointer.rsplit_once('/').and_then(|(parent, _)| body.pointer(parent));
    // An element of a list stays, as an empty text.
    let is_left_out = text.is_empty() && !parent.is_some_and(Value::is_array);
    if is_left_out { path.remove(body) } else { path.set(body, value) }.map_err(wrong)
}

/// A value of a body as its field shows it.
fn text_of(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    }
}

/// A value of the type that the field has, or that the schema gives it.
fn parse(text: &str, before: Option<&Value>, facts: &FieldFacts) -> Value {
    let is = |name: &str| facts.types.contains(&name);
    let is_text = before.map_or_else(|| is("string") || facts.types.is_empty(), Value::is_string);
    let value = match text {
        _ if is_text => None,
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        number => number.parse::<Number>().ok().map(Value::Number),
    };
    value.unwrap_or_else(|| text.into())
}

/// The schema of a body, by the name of what it reports.
fn schema_of(body: &Value) -> Option<&'static JsonSchema> {
    let (name, _) = name_of(body);
    let kinds = ["notification", "interaction", "transition", "callback"];
    kinds.into_iter().find_map(|kind| schema(&format!("{kind}/{name}")))
}

/// A longer list of fields would be no help.
const MOST_FIELDS: usize = 200;

/// A field of the form.
struct BodyField {
    pointer: String,
    value: String,
    facts: FieldFacts,
}

pub(super) fn show(values: &FormFields, body: Option<&Value>, unwritten: &[UnwrittenField]) -> Markup {
    let Some(body) = body else { return as_typed(values) };
    let schema = schema_of(body);
    let mut fields = BodyFields { schema, set: Vec::new(), unset: Vec::new() };
    fields.add(String::new(), body);
    let violations = schema.map(|it| check(it.path, body).err().unwrap_or_default()).unwrap_or_default();
    let mut wrong = BTreeMap::<String, String>::new();
    for it in violations {
        let of_field = wrong.entry(it.field).or_default();
        let separator = if of_field.is_empty() { "" } else { "; " };
        *of_field += &format!("{separator}{}", it.description);
    }
    fields.set.retain(|it| unwritten.iter().all(|other| other.pointer != it.pointer));
    fields.unset.retain(|it| unwritten.iter().all(|other| other.pointer != it.pointer));
    let mut show = |field: &BodyField| {
        let warning = wrong.remove(&dotted(&field.pointer));
        (warning.is_some(), input(field, warning.as_deref()))
    };
    let set: Vec<_> = fields.set.iter().map(&mut show).collect();
    let unset: Vec<_> = fields.unset.iter().map(&mut show).collect();
    let is_missing = unset.iter().any(|(is_wrong, _)| *is_wrong);
    html! {
        fieldset.body-fields id="body-fields" aria-label="Fields" {
            @if schema.is_none() {
                p.quiet { "No schema lists “" (name_of(body).0) "”, so nothing is checked." }
            }
            @for it in unwritten { (input_with(&it.pointer, &it.value, &it.in_body, &fields.facts(&it.pointer), Some(&it.why))) }
            @for text in wrong.values() { p.warning { (text) } }
            @for (_, field) in &set { (field) }
            @if set.len() == MOST_FIELDS { p.quiet { "The body has more fields than are shown here." } }
            @if !unset.is_empty() {
                details open[is_missing] { summary { "Not set" } @for (_, field) in &unset { (field) } }
            }
        }
    }
}

/// While the JSON cannot be read, the fields are as they were typed.
fn as_typed(values: &FormFields) -> Markup {
    html! {
        fieldset.body-fields id="body-fields" aria-label="Fields" {
            p.quiet { "The fields follow the body again once it is JSON." }
            @for (pointer, value) in values.with_prefix(SET) {
                (input_with(pointer, value, values.field(&format!("{WAS}{pointer}")), &FieldFacts::default(), None))
            }
        }
    }
}

struct BodyFields {
    schema: Option<&'static JsonSchema>,
    set: Vec<BodyField>,
    /// Those that the schema lists, and an object of the body does not have.
    unset: Vec<BodyField>,
}

impl BodyFields {
    fn add(&mut self, pointer: String, value: &Value) {
        if self.set.len() == MOST_FIELDS {
            return;
        }
        let text = match value {
            Value::Object(fields) => {
                for (key, field) in fields {
                    self.add(format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), field);
                }
                return self.add_unset(&pointer, value);
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.add(format!("{pointer}/{index}"), item);
                }
                return;
            }
            value => text_of(Some(value)),
        };
        let facts = self.facts(&pointer);
        self.set.push(BodyField { pointer, value: text, facts });
    }

    fn add_unset(&mut self, pointer: &str, object: &Value) {
        if self.unset.len() >= MOST_FIELDS {
            return;
        }
        let listed = self.schema.and_then(|it| it.fields_at(steps(pointer))).unwrap_or_default();
        for key in listed.into_iter().filter(|key| object.get(key).is_none()) {
            let pointer = format!("{pointer}/{key}");
            let facts = self.facts(&pointer);
            if !facts.types.iter().any(|it| ["object", "array"].contains(it)) {
                self.unset.push(BodyField { pointer, value: String::new(), facts });
            }
        }
    }

    fn facts(&self, pointer: &str) -> FieldFacts {
        self.schema.and_then(|it| it.facts_at(steps(pointer))).unwrap_or_default()
    }
}

fn steps(pointer: &str) -> impl Iterator<Item = &str> {
    pointer.split('/').skip(1)
}

/// As the messages of the schema name a field.
fn dotted(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', ".")
}

fn input(field: &BodyField, warning: Option<&str>) -> Markup {
    input_with(&field.pointer, &field.value, &field.value, &field.facts, warning)
}

fn input_with(pointer: &str, value: &str, was: &str, facts: &FieldFacts, warning: Option<&str>) -> Markup {
    let name = format!("{SET}{pointer}");
    let described = format!("about:{pointer}");
    let list = (!facts.choices.is_empty()).then(|| format!("choices:{pointer}"));
    let note = warning.or(facts.description);
    html! {
        div.field id={ "field:" (pointer) } {
            label for=(name) { (dotted(pointer)) }
            input.warned[warning.is_some()] type="text" id=(name) name=(name) value=(value) list=[&list] autocomplete="off" spellcheck="false"
                aria-describedby=[note.map(|_| &described)];
            input type="hidden" name={ (WAS) (pointer) } value=(was);
            @if let Some(id) = &list { datalist id=(id) { @for it in &facts.choices { option value=(it) {} } } }
            @if let Some(note) = note {
                p id=(described) class=(if warning.is_some() { "warning" } else { "hint" }) { (note) }
            }
        }
    }
}
