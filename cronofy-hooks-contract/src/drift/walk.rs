//! From a value and the schemas that describe it to what they lack.

use serde_json::{Map, Value};

use super::name::is_name;
use super::novelty::{Novelty, NoveltyKind};
use super::place::{PlaceStep, SchemaPlace};
use super::schemas::DriftSchemas;
use super::shapes::Shapes;

/// Is called with each novelty, and with the shape of the value if it is a field.
pub(super) type NoveltySink<'n> = dyn FnMut(Novelty, Shapes) + 'n;

/// A novelty, whose name is kept if it is one.
pub(super) fn novelty(schema: &str, place: String, kind: NoveltyKind, name: &str) -> Novelty {
    Novelty { schema: schema.to_owned(), place, kind, name: is_name(name).then(|| name.to_owned()) }
}

/// Notes a field that an object lacks.
pub(super) fn note_field(object: &SchemaPlace<'_>, key: &str, value: &Value, note: &mut NoveltySink<'_>) {
    note(novelty(object.schema, object.place.clone(), NoveltyKind::Field, key), Shapes::of(value));
}

impl DriftSchemas {
    /// Compares a value with the schemas that may describe it.
    pub(super) fn walk<'s>(&'s self, value: &Value, here: &[SchemaPlace<'s>], note: &mut NoveltySink<'_>) {
        match value {
            Value::Object(fields) => self.walk_object(fields, here, note),
            Value::Array(elements) => {
                let below = self.below(here, PlaceStep::Elements);
                elements.iter().for_each(|element| self.walk(element, &below, note));
            }
            Value::String(text) => note_word(text, here, NoveltyKind::Value, note),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn walk_object<'s>(&'s self, fields: &Map<String, Value>, here: &[SchemaPlace<'s>], note: &mut NoveltySink<'_>) {
        let objects: Vec<_> = here.iter().filter(|place| place.properties().is_some()).collect();
        let map = self.below(here, PlaceStep::MapValues);
        let is_free = here.iter().any(|place| !place.has_structure() && place.is_free("object"));
        for (key, value) in fields {
            let described = self.below(here, PlaceStep::Key(key));
            match objects.first() {
                _ if !described.is_empty() => self.walk(value, &described, note),
                // The keys of a map are data.
                _ if !map.is_empty() => self.walk(value, &map, note),
                Some(object) if !is_free => note_field(object, key, value, note),
                _ => {}
            }
        }
    }
}

/// Notes a text that is not listed, if here only listed texts may stand.
pub(super) fn note_word(text: &str, here: &[SchemaPlace<'_>], kind: NoveltyKind, note: &mut NoveltySink<'_>) {
    let lists: Vec<_> = here.iter().filter_map(|place| Some((place, place.words()?))).collect();
    let is_free = here.iter().any(|place| place.words().is_none() && place.is_free("string"));
    let is_listed = lists.iter().any(|(_, words)| words.contains(&text));
    if let Some((place, _)) = lists.first().filter(|_| !is_free && !is_listed) {
        note(novelty(place.schema, place.place.clone(), kind, text), Shapes::default());
    }
}
