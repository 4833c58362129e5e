//! The schemas as components: without what is for Rust, and with references between components.

use serde_json::{Map, Value, json};

use crate::lower::{Document, Documents, Folder, type_title};
use crate::names;

/// What says something about Rust types, or about the place of a file.
const LEFT_OUT: [&str; 8] =
    ["$schema", "$id", "id", "x-handler", "x-constructor", "x-item", "x-rust-type", "x-endpoint"];

/// Where a component is.
pub(super) const PREFIX: &str = "#/components/schemas/";

pub(super) struct Components<'a> {
    pub(super) documents: &'a Documents,
}

impl Components<'_> {
    /// The name of the component of a file.
    pub(super) fn name(document: &Document) -> String {
        type_title(&document.root(), &document.fallback()).unwrap_or_default()
    }

    /// The name of the component of the file at this place.
    pub(super) fn name_at(&self, folder: Folder, stem: &str) -> String {
        self.documents.at(folder, stem).map(Self::name).unwrap_or_default()
    }

    /// A reference to the component of the file at this place.
    pub(super) fn reference(&self, folder: Folder, stem: &str) -> Value {
        json!({ "$ref": format!("{PREFIX}{}", self.name_at(folder, stem)) })
    }

    /// All components, by name.
    pub(super) fn all(&self) -> Map<String, Value> {
        let component = |document: &Document| (Self::name(document), self.object(document, document.root().schema));
        let mut all: Vec<_> = self.documents.iter().map(component).collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all.into_iter().collect()
    }

    /// The components that a value refers to, directly or through others.
    pub(super) fn used_by(&self, value: &Value) -> Map<String, Value> {
        let mut left = self.all();
        let mut found = Vec::new();
        let mut next = references(value);
        while let Some(name) = next.pop() {
            if let Some(component) = left.remove(&name) {
                next.extend(references(&component));
                found.push((name, component));
            }
        }
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        found.into_iter().collect()
    }

    /// A schema in a file, as it is in a description.
    pub(super) fn schema(&self, document: &Document, schema: &Value) -> Value {
        match schema {
            Value::Object(schema) => self.object(document, schema),
            other => other.clone(),
        }
    }

    fn object(&self, document: &Document, schema: &Map<String, Value>) -> Value {
        let mut shown = Map::new();
        for (keyword, value) in schema.iter().filter(|(keyword, _)| !LEFT_OUT.contains(&keyword.as_str())) {
            let (keyword, value) = match (keyword.as_str(), value) {
                ("$ref", Value::String(reference)) => ("$ref", self.resolved(document, reference).into()),
                ("x-page", page) => ("externalDocs", json!({ "url": page })),
                ("x-names", Value::String(folder)) => ("examples", self.names(folder)),
                ("properties" | "patternProperties" | "$defs" | "definitions", Value::Object(schemas)) => {
                    let schemas = schemas.iter().map(|(name, schema)| (name.clone(), self.schema(document, schema)));
                    (keyword.as_str(), Value::Object(schemas.collect()))
                }
                ("oneOf" | "anyOf" | "allOf", Value::Array(schemas)) => {
                    (keyword.as_str(), schemas.iter().map(|schema| self.schema(document, schema)).collect())
                }
                ("items" | "additionalProperties" | "propertyNames" | "not", value) => {
                    (keyword.as_str(), self.schema(document, value))
                }
                (keyword, value) => (keyword, value.clone()),
            };
            shown.insert(keyword.to_owned(), value);
        }
        Value::Object(shown)
    }

    fn resolved(&self, document: &Document, reference: &str) -> String {
        match self.documents.resolve(document, reference) {
            Ok(target) => format!("{PREFIX}{}", Self::name(target)),
            Err(_) => format!("{PREFIX}{}{}", Self::name(document), reference.trim_start_matches('#')),
        }
    }

    /// The names of the files in a folder of deliveries.
    fn names(&self, folder: &str) -> Value {
        let named = self.documents.iter().filter(|document| document.folder.as_str() == folder);
        named.map(|document| Value::from(document.stem.as_str())).collect()
    }
}

/// The names of the components in the references below a value.
fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(references).collect(),
        Value::Object(map) => {
            let own = map.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix(PREFIX));
            let own = own.map(|rest| rest.split('/').next().unwrap_or_default().to_owned());
            own.into_iter().chain(map.values().flat_map(references)).collect()
        }
        _ => Vec::new(),
    }
}

/// The description of a schema, and its page.
pub(super) fn described(document: &Document) -> Map<String, Value> {
    let root = document.root();
    let mut about = Map::new();
    if let Some(description) = root.text("description") {
        about.insert("summary".to_owned(), names::first_sentence(description).trim_end_matches('.').into());
        about.insert("description".to_owned(), description.into());
    }
    if let Some(page) = root.text("x-page") {
        about.insert("externalDocs".to_owned(), json!({ "url": page }));
    }
    about
}
