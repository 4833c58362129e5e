//! The keywords that a schema may use, and the shape of each. Everything else is refused.

use serde_json::Value;

use crate::error::{Diagnostic, Errors};
use crate::node::Node;

/// What a keyword's value looks like.
#[derive(Clone, Copy)]
enum Shape {
    /// Not looked at.
    Anything,
    Text,
    Texts,
    Number,
    /// `"object"` or `["object", "null"]`.
    Types,
    Schema,
    Schemas,
    Alternatives,
}

impl Shape {
    const fn expected(self) -> &'static str {
        match self {
            Self::Anything => "anything",
            Self::Text => "a string",
            Self::Texts => "a list of different strings",
            Self::Number => "a number",
            Self::Types => "a type, or a list of one type and `\"null\"`",
            Self::Schema => "a schema object",
            Self::Schemas => "an object of schemas",
            Self::Alternatives => "a list of `{\"const\", \"description\"}` or of `{\"required\"}`",
        }
    }
}

const KEYWORDS: [(&str, Shape); 31] = [
    ("$schema", Shape::Text),
    ("title", Shape::Text),
    ("description", Shape::Text),
    ("$comment", Shape::Text),
    ("examples", Shape::Anything),
    ("type", Shape::Types),
    ("properties", Shape::Schemas),
    ("required", Shape::Texts),
    ("items", Shape::Schema),
    ("additionalProperties", Shape::Schema),
    ("$ref", Shape::Text),
    ("const", Shape::Text),
    ("enum", Shape::Texts),
    ("oneOf", Shape::Alternatives),
    ("format", Shape::Text),
    ("minimum", Shape::Number),
    ("maximum", Shape::Number),
    ("minItems", Shape::Number),
    ("maxItems", Shape::Number),
    ("minLength", Shape::Number),
    ("maxLength", Shape::Number),
    ("minProperties", Shape::Number),
    ("pattern", Shape::Text),
    ("x-page", Shape::Text),
    ("x-inferred", Shape::Text),
    ("x-rust-type", Shape::Text),
    ("x-names", Shape::Text),
    ("x-endpoint", Shape::Text),
    ("x-constructor", Shape::Text),
    ("x-item", Shape::Text),
    ("x-handler", Shape::Text),
];

const TYPES: [&str; 6] = ["object", "array", "string", "integer", "number", "boolean"];

/// Refuses what the rest of the generator would otherwise leave out silently.
pub(crate) fn check(node: &Node<'_>, errors: &mut Errors) {
    // The shape of such a value is the business of the Rust type.
    if node.has("x-rust-type") {
        if node.text("x-rust-type").is_none() {
            errors.push(wrong_shape(node, "x-rust-type", Shape::Text));
        }
        return;
    }
    for (keyword, value) in node.schema {
        match KEYWORDS.iter().find(|(known, _)| known == keyword) {
            Some((_, shape)) => check_shape(node, keyword, value, *shape, errors),
            None => errors.push(unsupported(node, keyword)),
        }
    }
}

fn check_shape(node: &Node<'_>, keyword: &str, value: &Value, shape: Shape, errors: &mut Errors) {
    let fits = match shape {
        Shape::Anything => true,
        Shape::Text => value.is_string(),
        Shape::Number => value.is_number(),
        Shape::Texts => is_list_of_texts(value),
        Shape::Types => is_type(value),
        Shape::Schema => value.is_object(),
        Shape::Schemas => value.as_object().is_some_and(|schemas| schemas.values().all(Value::is_object)),
        Shape::Alternatives => return check_alternatives(node, value, errors),
    };
    if !fits {
        return errors.push(wrong_shape(node, keyword, shape));
    }
    match shape {
        Shape::Schema => node.child(keyword).iter().for_each(|child| check(child, errors)),
        Shape::Schemas => node.properties().iter().for_each(|(_, child)| check(child, errors)),
        _ => {}
    }
}

/// `oneOf` has two meanings here: the values of an enumeration, or which keys go together.
fn check_alternatives(node: &Node<'_>, value: &Value, errors: &mut Errors) {
    let alternatives = node.alternatives();
    let all = |fits: fn(&Node<'_>) -> bool| {
        !alternatives.is_empty()
            && Some(alternatives.len()) == value.as_array().map(Vec::len)
            && alternatives.iter().all(fits)
    };
    let is_value = |node: &Node<'_>| {
        node.text("const").is_some()
            && node
                .schema
                .iter()
                .all(|(key, value)| matches!(key.as_str(), "const" | "description" | "$comment") && value.is_string())
    };
    let is_keys = |node: &Node<'_>| {
        node.schema.iter().all(|(key, value)| match key.as_str() {
            "required" => is_list_of_texts(value),
            "description" | "$comment" | "x-constructor" => value.is_string(),
            _ => false,
        }) && node.has("required")
    };
    if !all(is_value) && !all(is_keys) {
        errors.push(wrong_shape(node, "oneOf", Shape::Alternatives));
    }
}

fn is_list_of_texts(value: &Value) -> bool {
    let Some(list) = value.as_array() else { return false };
    list.iter().enumerate().all(|(index, text)| text.is_string() && !list[..index].contains(text))
}

fn is_type(value: &Value) -> bool {
    let known = |value: &Value| value.as_str().is_some_and(|name| TYPES.contains(&name));
    match value.as_array().map(Vec::as_slice) {
        None => known(value),
        Some([one]) => known(one),
        Some([one, null]) => known(one) && null == "null",
        Some(_) => false,
    }
}

fn wrong_shape(node: &Node<'_>, keyword: &str, shape: Shape) -> Diagnostic {
    node.error(format!("the value of keyword `{keyword}` is not supported"), format!("write {}", shape.expected()))
}

fn unsupported(node: &Node<'_>, keyword: &str) -> Diagnostic {
    let help = match keyword {
        "patternProperties" | "propertyNames" | "unevaluatedProperties" | "dependentSchemas" => {
            "list the properties, or mark the value as free-form with `\"x-rust-type\": \"json\"`"
        }
        "allOf" | "anyOf" | "not" | "if" | "then" | "else" | "prefixItems" | "contains" => {
            "describe one shape, or name a Rust type for the value with `x-rust-type`"
        }
        "$defs" | "definitions" | "$id" | "$anchor" | "$dynamicRef" => {
            "put the schema into a file of its own in `shared/` and refer to it with `$ref`"
        }
        "nullable" => "write the type as a list that ends in `\"null\"`",
        "default" => "leave it out: a missing value differs from a present one",
        _ => "the README of cronofy-hooks-codegen lists the keywords",
    };
    node.error(format!("keyword `{keyword}` is not supported"), help)
}
