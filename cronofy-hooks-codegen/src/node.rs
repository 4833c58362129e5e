//! A schema at its place, so that every message can name the place.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::error::Diagnostic;

/// The schema `true`: anything.
static ANYTHING: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

/// What says something about a value, and nothing about its shape.
const NOTES: [&str; 12] = [
    "title",
    "description",
    "$comment",
    "examples",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "contentEncoding",
    "contentMediaType",
    "x-inferred",
    "x-personal",
];

/// One schema inside a file.
///
/// The accessors give nothing when a keyword is missing. They rely on the dialect check: a keyword
/// that is there has the right shape.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    /// How messages call the file.
    pub(crate) file: &'a str,
    /// The JSON pointer, as a URI fragment.
    pub(crate) pointer: String,
    pub(crate) schema: &'a Map<String, Value>,
}

impl<'a> Node<'a> {
    pub(crate) fn root(file: &'a str, schema: &'a Map<String, Value>) -> Self {
        Self { file, pointer: "#".to_owned(), schema }
    }

    pub(crate) fn has(&self, keyword: &str) -> bool {
        self.schema.contains_key(keyword)
    }

    pub(crate) fn text(&self, keyword: &str) -> Option<&'a str> {
        self.schema.get(keyword)?.as_str()
    }

    pub(crate) fn is_marked(&self, keyword: &str) -> bool {
        self.schema.get(keyword).is_some_and(|mark| *mark == true)
    }

    pub(crate) fn texts(&self, keyword: &str) -> Vec<&'a str> {
        self.values(keyword).iter().filter_map(Value::as_str).collect()
    }

    fn values(&self, keyword: &str) -> &'a [Value] {
        self.schema.get(keyword).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a keyword lists texts, and perhaps `null`.
    pub(crate) fn lists_texts(&self, keyword: &str) -> bool {
        let values = self.values(keyword);
        values.iter().any(Value::is_string) && values.iter().all(|value| value.is_string() || value.is_null())
    }

    /// The types, without `null`, and whether `null` is one of them. Values that are no texts have a type, even
    /// where none is written.
    pub(crate) fn types(&self) -> (Vec<&'a str>, bool) {
        let (mut types, inferred) = match self.schema.get("type") {
            Some(Value::String(name)) => (vec![name.as_str()], false),
            Some(_) => (self.texts("type"), false),
            None => (self.types_of_values(), true),
        };
        let all = types.len();
        types.retain(|name| *name != "null");
        let nullable = types.len() < all;
        types.retain(|name| !inferred || *name != "string");
        (types, nullable)
    }

    fn types_of_values(&self) -> Vec<&'static str> {
        let listed = self.schema.get("const").into_iter().chain(self.values("enum"));
        let mut types: Vec<_> = listed.map(type_of).collect();
        types.sort_unstable();
        types.dedup();
        if types.contains(&"number") {
            types.retain(|name| *name != "integer");
        }
        types
    }

    /// Whether it is `null` and nothing else.
    pub(crate) fn is_null(&self) -> bool {
        let (types, nullable) = self.types();
        types.is_empty() && nullable && !self.lists_texts("enum")
    }

    fn below(&self, parts: &[&str], schema: &'a Value) -> Option<Self> {
        let schema = match schema {
            Value::Bool(true) => &ANYTHING,
            _ => schema.as_object()?,
        };
        Some(Self { file: self.file, pointer: self.pointer_to(parts), schema })
    }

    /// The schema under a keyword.
    pub(crate) fn child(&self, keyword: &str) -> Option<Self> {
        self.below(&[keyword], self.schema.get(keyword)?)
    }

    pub(crate) fn property(&self, name: &str) -> Option<Self> {
        self.entry("properties", name)
    }

    /// The schema of a key under a keyword.
    pub(crate) fn entry(&self, keyword: &str, name: &str) -> Option<Self> {
        self.below(&[keyword, name], self.schema.get(keyword)?.get(name)?)
    }

    /// The properties, in the order of the file.
    pub(crate) fn properties(&self) -> Vec<(&'a str, Self)> {
        self.entries("properties")
    }

    /// The schemas under a keyword, in the order of the file.
    pub(crate) fn entries(&self, keyword: &str) -> Vec<(&'a str, Self)> {
        let entries = self.schema.get(keyword).and_then(Value::as_object);
        let node =
            |(name, schema): (&'a String, &'a Value)| Some((name.as_str(), self.below(&[keyword, name], schema)?));
        entries.into_iter().flatten().filter_map(node).collect()
    }

    /// The schemas in a list.
    pub(crate) fn list(&self, keyword: &str) -> Vec<Self> {
        let schemas = self.values(keyword).iter().enumerate();
        schemas.filter_map(|(index, schema)| self.below(&[keyword, &index.to_string()], schema)).collect()
    }

    /// The pointer to something below this schema.
    pub(crate) fn pointer_to(&self, parts: &[&str]) -> String {
        pointer_to(&self.pointer, parts)
    }

    /// A mistake in this schema.
    pub(crate) fn error(&self, what: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.file, Some(self.pointer.clone()), what, help)
    }

    /// A mistake in one keyword of this schema.
    pub(crate) fn error_at(&self, parts: &[&str], what: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.file, Some(self.pointer_to(parts)), what, help)
    }
}

/// A pointer with more parts.
pub(crate) fn pointer_to(pointer: &str, parts: &[&str]) -> String {
    let mut pointer = pointer.to_owned();
    for part in parts {
        pointer.push('/');
        pointer.push_str(&part.replace('~', "~0").replace('/', "~1"));
    }
    pointer
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether the keyword says nothing about the shape of a value.
pub(crate) fn is_note(keyword: &str) -> bool {
    NOTES.contains(&keyword)
}
