//! [`SchemaPlace`]: a schema inside a file, and what it says about a value.

use serde_json::{Map, Value};

/// A schema at its place.
#[derive(Clone, Debug)]
pub(crate) struct SchemaPlace<'s> {
    /// The file: `shared/event`.
    pub(super) schema: &'s str,
    /// As in [`Novelty::place`](super::Novelty::place).
    pub(super) place: String,
    /// The JSON pointer in the file.
    pub(super) pointer: String,
    pub(super) node: &'s Value,
    /// The Rust type above it that is written by hand.
    pub(super) by_hand: Option<&'s str>,
}

/// One step from a schema to one below it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum PlaceStep<'p> {
    Key(&'p str),
    Elements,
    MapValues,
}

/// The steps of a place: `attendees[].status`.
pub(super) fn steps(place: &str) -> Vec<PlaceStep<'_>> {
    let mut steps = Vec::new();
    for mut part in place.split('.').filter(|part| !part.is_empty()) {
        let mut lists = Vec::new();
        loop {
            if let Some(rest) = part.strip_suffix("[]") {
                (part, _) = (rest, lists.push(PlaceStep::Elements));
            } else if let Some(rest) = part.strip_suffix("{}") {
                (part, _) = (rest, lists.push(PlaceStep::MapValues));
            } else {
                break;
            }
        }
        steps.push(PlaceStep::Key(part));
        steps.extend(lists.into_iter().rev());
    }
    steps
}

impl<'s> SchemaPlace<'s> {
    pub(super) fn root(schema: &'s str, node: &'s Value) -> Self {
        let (place, pointer) = (String::new(), String::new());
        Self { schema, place, pointer, node, by_hand: None }
    }

    fn at(&self, place: String, pointer: String, node: &'s Value) -> Self {
        let by_hand = self.by_hand.or_else(|| self.node.get("x-rust-type")?.as_str());
        Self { schema: self.schema, place, pointer, node, by_hand }
    }

    /// The place of a key, and of the values of an object's keys.
    pub(super) fn key_place(&self, key: &str) -> String {
        if self.place.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place) }
    }

    pub(super) fn properties(&self) -> Option<&'s Map<String, Value>> {
        self.node.get("properties")?.as_object()
    }

    /// The schemas that a step from here leads to.
    pub(crate) fn step(&self, step: PlaceStep<'_>) -> Option<Self> {
        let Self { place, pointer, node, .. } = self;
        match step {
            PlaceStep::Key(key) => {
                let property = self.properties()?.get(key)?;
                let pointer = format!("{pointer}/properties/{}", key.replace('~', "~0").replace('/', "~1"));
                Some(self.at(self.key_place(key), pointer, property))
            }
            PlaceStep::Elements => Some(self.at(format!("{place}[]"), format!("{pointer}/items"), node.get("items")?)),
            PlaceStep::MapValues => {
                let values = node.get("additionalProperties").filter(|values| is_described(values));
                let one = |patterns: &'s Map<String, Value>| patterns.values().next();
                let values = values.or_else(|| one(node.get("patternProperties")?.as_object()?))?;
                // Nothing is added below the values of a map by a patch: the pointer is not needed there.
                Some(self.at(format!("{place}{{}}"), format!("{pointer}/additionalProperties"), values))
            }
        }
    }

    /// The words that are listed here, if only words are.
    pub(crate) fn words(&self) -> Option<Vec<&'s str>> {
        let mut words = Vec::new();
        let texts = |list: &'s Value| list.as_array().into_iter().flatten().filter_map(Value::as_str);
        if let Some(list) = self.node.get("enum") {
            words.extend(texts(list));
        } else if let Some(word) = self.node.get("const") {
            words.push(word.as_str()?);
        } else if let Some((_, alternatives)) = self.alternatives() {
            for one in alternatives.iter().filter(|one| one.get("type").is_none_or(|is| is != "null")) {
                match (one.get("const").and_then(Value::as_str), one.get("enum")) {
                    (Some(word), _) => words.push(word),
                    (None, Some(list)) => words.extend(texts(list)),
                    (None, None) => return None,
                }
            }
        }
        (!words.is_empty()).then_some(words)
    }

    /// The keyword that lists alternatives, and its list.
    pub(super) fn alternatives(&self) -> Option<(&'static str, &'s [Value])> {
        let keywords = ["oneOf", "anyOf", "allOf"].into_iter();
        keywords.filter_map(|keyword| Some((keyword, self.node.get(keyword)?.as_array()?.as_slice()))).next()
    }

    /// One of the alternatives, at the place of them all.
    pub(super) fn alternative(&self, keyword: &str, index: usize, node: &'s Value) -> Self {
        self.at(self.place.clone(), format!("{}/{keyword}/{index}", self.pointer), node)
    }

    /// Whether the value says something about a person.
    pub(crate) fn is_personal(&self) -> bool {
        self.node.get("x-personal").is_some_and(|mark| *mark == true)
    }

    /// Whether the schema says what an object has.
    pub(super) fn has_structure(&self) -> bool {
        ["properties", "items", "additionalProperties", "patternProperties"]
            .iter()
            .any(|key| self.node.get(key).is_some())
    }

    /// Whether a value of a JSON type may stand here, about which the schema says nothing more.
    pub(crate) fn is_free(&self, json_type: &str) -> bool {
        if self.node.get("x-rust-type").is_some_and(|name| name == "json") || self.node.get("$ref").is_some() {
            return true;
        }
        match self.node.get("type") {
            Some(Value::String(one)) => one == json_type,
            Some(Value::Array(several)) => several.iter().any(|one| one == json_type),
            _ => !self.has_structure(),
        }
    }
}

fn is_described(schema: &Value) -> bool {
    schema.as_object().is_some_and(|schema| !schema.is_empty())
}
