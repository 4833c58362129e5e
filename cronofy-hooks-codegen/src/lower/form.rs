//! Which of its possible forms a schema has.

use crate::error::Diagnostic;
use crate::node::Node;

/// The form of a schema: a schema has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    RustType,
    Reference,
    Constant,
    Enumeration,
    Names,
    Object,
    Map,
    List,
    Scalar,
}

impl Form {
    pub(crate) fn of(node: &Node<'_>) -> Result<Self, Diagnostic> {
        if node.has("x-rust-type") {
            return Ok(Self::RustType);
        }
        let (types, _) = node.types();
        let enumerates = node.alternatives().iter().any(|alternative| alternative.has("const"));
        let forms = [
            ("$ref", node.has("$ref"), Self::Reference, ""),
            ("const", node.has("const"), Self::Constant, "string"),
            ("enum", node.has("enum"), Self::Enumeration, "string"),
            ("oneOf", enumerates, Self::Enumeration, "string"),
            ("x-names", node.has("x-names"), Self::Names, "string"),
            ("properties", node.has("properties"), Self::Object, "object"),
            ("additionalProperties", node.has("additionalProperties"), Self::Map, "object"),
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
            (Some((_, _, Self::Reference, _)), _) => reference(node),
            (Some((_, _, form, expected)), Some(actual)) if expected == actual => Ok(form),
            (Some((_, _, form @ (Self::Constant | Self::Enumeration), _)), None) => Ok(form),
            (Some((keyword, _, _, expected)), _) => Err(node.error(
                format!("`{keyword}` needs the type `{expected}`"),
                format!("write `\"type\": \"{expected}\"`"),
            )),
            (None, Some("object")) => Err(node.error(
                "an object needs `properties` or `additionalProperties`",
                "list the properties, or mark the value as free-form with `\"x-rust-type\": \"json\"`",
            )),
            (None, Some("array")) => {
                Err(node.error("a list needs `items`", "write the schema of an element under `items`"))
            }
            (None, Some(_)) => Ok(Self::Scalar),
            (None, None) => Err(node.error(
                "the type is missing",
                "write `type`, `$ref`, or `\"x-rust-type\": \"json\"` for a free-form value",
            )),
        }
    }
}

/// What stands beside a reference describes this use of the type, and nothing else.
fn reference(node: &Node<'_>) -> Result<Form, Diagnostic> {
    let beside = |key: &&String| {
        let notes = ["$ref", "title", "description", "$comment", "examples", "x-item", "x-inferred"];
        !notes.contains(&key.as_str())
    };
    match node.schema.keys().find(beside) {
        None => Ok(Form::Reference),
        Some(keyword) => Err(node.error(
            format!("keyword `{keyword}` is not supported beside `$ref`"),
            "move it into the file that is referred to",
        )),
    }
}
