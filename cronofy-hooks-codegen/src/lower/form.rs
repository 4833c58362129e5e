//! Which of its possible forms a schema has.

use serde_json::Value;

use crate::choice::{Choice, choice};
use crate::error::Diagnostic;
use crate::node::{Node, is_note};

/// The form of a schema: a schema has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    RustType,
    Reference,
    /// One shape that stands in a list of alternatives.
    One,
    Constant,
    Enumeration,
    Names,
    Object,
    Map,
    List,
    Scalar,
    /// Nothing is said about the value.
    Anything,
}

impl Form {
    pub(crate) fn of(node: &Node<'_>) -> Result<Self, Diagnostic> {
        if node.has("x-rust-type") {
            return Ok(Self::RustType);
        }
        let (types, nullable) = node.types();
        let (alternatives, is_one, lists_values) = match choice(node) {
            Some((keyword, choice, _)) => {
                (keyword, matches!(choice, Choice::One(_)), matches!(choice, Choice::Values(_)))
            }
            None => ("", false, false),
        };
        let map = map_keyword(node);
        let forms = [
            ("$ref", node.has("$ref"), Self::Reference, ""),
            (alternatives, is_one, Self::One, ""),
            ("const", node.text("const").is_some(), Self::Constant, "string"),
            ("enum", node.lists_texts("enum"), Self::Enumeration, "string"),
            (alternatives, lists_values, Self::Enumeration, "string"),
            ("x-names", node.has("x-names"), Self::Names, "string"),
            (
                "properties",
                node.has("properties") && !(has_no_properties(node) && map.is_some()),
                Self::Object,
                "object",
            ),
            (map.unwrap_or_default(), map.is_some(), Self::Map, "object"),
            ("items", node.has("items"), Self::List, "array"),
        ];
        let mut present = forms.into_iter().filter(|(_, present, ..)| *present);
        let first = present.next();
        if let (Some((one, ..)), Some((other, ..))) = (first, present.next()) {
            return Err(node.error(
                format!("`{one}` and `{other}` cannot stand together"),
                "describe one shape, or mark the value as free-form with `\"x-rust-type\": \"json\"`",
            ));
        }
        match (first, types[..].first().copied()) {
            (Some((keyword, _, form @ (Self::Reference | Self::One), _)), _) => alone(node, keyword, form),
            (Some((_, _, form, expected)), Some(actual)) if expected == actual => Ok(form),
            (Some((_, _, form @ (Self::Constant | Self::Enumeration), _)), None) => Ok(form),
            (Some((keyword, _, _, expected)), _) => Err(node.error(
                format!("`{keyword}` needs the type `{expected}`"),
                format!("write `\"type\": \"{expected}\"`"),
            )),
            (None, Some("object")) if node.schema.get("additionalProperties") == Some(&Value::Bool(false)) => Err(node
                .error(
                    "an object needs `properties` if it has no other properties",
                    "list the properties, or leave `additionalProperties` out",
                )),
            (None, Some("object")) => Ok(Self::Map),
            (None, Some("array")) => Ok(Self::List),
            (None, Some(_)) => Ok(Self::Scalar),
            (None, None) if nullable || node.schema.keys().all(|keyword| is_note(keyword)) => Ok(Self::Anything),
            (None, None) => Err(node.error(
                "the type is missing",
                "write `type`, `$ref`, or `\"x-rust-type\": \"json\"` for a free-form value",
            )),
        }
    }
}

/// The keyword that describes the values of a map.
fn map_keyword(node: &Node<'_>) -> Option<&'static str> {
    let has_properties = node.has("properties") && !has_no_properties(node);
    let beside = node.schema.get("additionalProperties");
    if !node.entries("patternProperties").is_empty() {
        return Some("patternProperties");
    }
    match beside {
        None | Some(Value::Bool(false)) => None,
        // What `properties` does not list is accepted, and not kept, whether a schema says so or not.
        Some(Value::Bool(true)) => (!node.has("properties")).then_some("additionalProperties"),
        Some(Value::Object(schema)) if has_properties && schema.is_empty() => None,
        Some(_) => Some("additionalProperties"),
    }
}

fn has_no_properties(node: &Node<'_>) -> bool {
    node.schema.get("properties").and_then(Value::as_object).is_some_and(serde_json::Map::is_empty)
}

/// The schema of the values of a map; `None` where they may be anything.
pub(super) fn map_values<'a>(node: &Node<'a>) -> Result<Option<Node<'a>>, Diagnostic> {
    if node.entries("patternProperties").is_empty() {
        return Ok(node.child("additionalProperties"));
    }
    match (&node.entries("patternProperties")[..], node.schema.get("additionalProperties")) {
        ([(_, values)], Some(Value::Bool(false))) => Ok(Some(values.clone())),
        _ => Err(node.error_at(
            &["patternProperties"],
            "a map has one pattern and no other properties",
            "write `\"additionalProperties\": false` beside one pattern, write the schema of all values under \
             `additionalProperties`, or mark the value as free-form with `\"x-rust-type\": \"json\"`",
        )),
    }
}

/// What stands beside a reference, or a shape in a list, describes this use of it, and nothing else.
fn alone(node: &Node<'_>, keyword: &str, form: Form) -> Result<Form, Diagnostic> {
    let root = ["$schema", "$id", "id", "$defs", "definitions", "x-page", "x-item"];
    let beside = |key: &&String| *key != keyword && !is_note(key) && !root.contains(&key.as_str());
    match node.schema.keys().find(beside) {
        None => Ok(form),
        Some(beside) => Err(node.error(
            format!("keyword `{beside}` is not supported beside `{keyword}`"),
            "move it into the schema that it is about",
        )),
    }
}
