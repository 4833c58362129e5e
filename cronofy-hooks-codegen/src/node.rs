//! A schema at its place, so that every message can name the place.

use serde_json::{Map, Value};

use crate::error::Diagnostic;

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

    pub(crate) fn texts(&self, keyword: &str) -> Vec<&'a str> {
        let list = self.schema.get(keyword).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// The types, without `null`, and whether `null` is one of them.
    pub(crate) fn types(&self) -> (Vec<&'a str>, bool) {
        let mut types = match self.schema.get("type") {
            Some(Value::String(name)) => vec![name.as_str()],
            _ => self.texts("type"),
        };
        let all = types.len();
        types.retain(|name| *name != "null");
        let nullable = types.len() < all;
        (types, nullable)
    }

    fn below(&self, parts: &[&str], schema: &'a Value) -> Option<Self> {
        Some(Self { file: self.file, pointer: self.pointer_to(parts), schema: schema.as_object()? })
    }

    /// The schema under a keyword.
    pub(crate) fn child(&self, keyword: &str) -> Option<Self> {
        self.below(&[keyword], self.schema.get(keyword)?)
    }

    pub(crate) fn property(&self, name: &str) -> Option<Self> {
        self.below(&["properties", name], self.schema.get("properties")?.get(name)?)
    }

    /// The properties, in the order of the file.
    pub(crate) fn properties(&self) -> Vec<(&'a str, Self)> {
        let properties = self.schema.get("properties").and_then(Value::as_object);
        let node =
            |(name, schema): (&'a String, &'a Value)| Some((name.as_str(), self.below(&["properties", name], schema)?));
        properties.into_iter().flatten().filter_map(node).collect()
    }

    /// The alternatives of `oneOf`.
    pub(crate) fn alternatives(&self) -> Vec<Self> {
        let list = self.schema.get("oneOf").and_then(Value::as_array);
        let schemas = list.into_iter().flatten().enumerate();
        schemas.filter_map(|(index, schema)| self.below(&["oneOf", &index.to_string()], schema)).collect()
    }

    /// The pointer to something below this schema.
    pub(crate) fn pointer_to(&self, parts: &[&str]) -> String {
        let mut pointer = self.pointer.clone();
        for part in parts {
            pointer.push('/');
            pointer.push_str(&part.replace('~', "~0").replace('/', "~1"));
        }
        pointer
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
