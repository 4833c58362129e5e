//! The keywords that a schema may use, and the shape of each. Everything else is refused.

use serde_json::Value;

use crate::choice::{Choice, choice};
use crate::error::{Diagnostic, Errors};
use crate::node::{Node, is_note};

/// What a keyword's value looks like.
#[derive(Clone, Copy)]
enum Shape {
    /// Not looked at.
    Anything,
    Text,
    Texts,
    Number,
    Flag,
    /// `"object"` or `["object", "null"]`.
    Types,
    Constant,
    Values,
    Schema,
    /// A schema, or whether there may be anything.
    SchemaOrFlag,
    Schemas,
    Alternatives,
    Endpoint,
}

impl Shape {
    const fn help(self) -> &'static str {
        match self {
            Self::Anything => "write anything",
            Self::Text => "write a string",
            Self::Texts => "write a list of different strings",
            Self::Number => "write a number",
            Self::Flag => "write `true` or `false`",
            Self::Types => {
                "write a type, or a list of one type and `\"null\"`; a value of several types is free-form: write \
                 `\"x-rust-type\": \"json\"`"
            }
            Self::Constant => {
                "write a string, a number, `true`, `false` or `null`, or mark the value as free-form with \
                 `\"x-rust-type\": \"json\"`"
            }
            Self::Values => {
                "write a list of different strings, of numbers, or of `true` and `false`, each perhaps with `null`, or \
                 mark the value as free-form with `\"x-rust-type\": \"json\"`"
            }
            Self::Schema => "write a schema object, or mark the value as free-form with `\"x-rust-type\": \"json\"`",
            Self::SchemaOrFlag => "write a schema object, `true` or `false`",
            Self::Schemas => "write an object of schemas; leave out what is `false`",
            Self::Alternatives => {
                "write one shape, or one shape and `{\"type\": \"null\"}`; a list of `{\"const\", \"description\"}`; or \
                 a list of `{\"required\"}`; a value of several shapes is free-form: write `\"x-rust-type\": \"json\"`"
            }
            Self::Endpoint => "write `POST /v1/channels`, or an object whose keys are like that",
        }
    }
}

/// What changes no type. Limits are not looked at: a type accepts more than its schema.
const ACCEPTED: [(&str, Shape); 47] = [
    ("$schema", Shape::Text),
    ("$id", Shape::Text),
    ("id", Shape::Text),
    ("$defs", Shape::Schemas),
    ("definitions", Shape::Schemas),
    ("type", Shape::Types),
    ("properties", Shape::Schemas),
    ("required", Shape::Texts),
    ("items", Shape::Schema),
    ("additionalItems", Shape::SchemaOrFlag),
    ("additionalProperties", Shape::SchemaOrFlag),
    ("unevaluatedProperties", Shape::Flag),
    ("patternProperties", Shape::Schemas),
    ("$ref", Shape::Text),
    ("const", Shape::Constant),
    ("enum", Shape::Values),
    ("oneOf", Shape::Alternatives),
    ("anyOf", Shape::Alternatives),
    ("allOf", Shape::Alternatives),
    ("format", Shape::Text),
    ("minimum", Shape::Number),
    ("maximum", Shape::Number),
    ("exclusiveMinimum", Shape::Number),
    ("exclusiveMaximum", Shape::Number),
    ("multipleOf", Shape::Number),
    ("minItems", Shape::Number),
    ("maxItems", Shape::Number),
    ("uniqueItems", Shape::Flag),
    ("minLength", Shape::Number),
    ("maxLength", Shape::Number),
    ("minProperties", Shape::Number),
    ("maxProperties", Shape::Number),
    ("propertyNames", Shape::Anything),
    ("not", Shape::Anything),
    ("dependentRequired", Shape::Anything),
    ("pattern", Shape::Text),
    ("x-page", Shape::Text),
    ("x-rust-type", Shape::Text),
    ("x-names", Shape::Text),
    ("x-endpoint", Shape::Endpoint),
    ("x-constructor", Shape::Text),
    ("x-item", Shape::Text),
    ("x-handler", Shape::Text),
    ("x-inferred", Shape::Text),
    ("x-personal", Shape::Flag),
    ("title", Shape::Text),
    ("description", Shape::Text),
];

const TYPES: [&str; 7] = ["object", "array", "string", "integer", "number", "boolean", "null"];

/// Refuses what the rest of the generator would otherwise leave out silently.
pub(crate) fn check(node: &Node<'_>, errors: &mut Errors) {
    // The shape of such a value is the business of the Rust type.
    if node.has("x-rust-type") {
        if node.text("x-rust-type").is_none() {
            errors.push(wrong_shape(node, "x-rust-type", Shape::Text));
        }
        if let Some(mark) = node.schema.get("x-personal") {
            check_shape(node, "x-personal", mark, Shape::Flag, errors);
        }
        return;
    }
    for (keyword, value) in node.schema {
        match ACCEPTED.iter().find(|(known, _)| known == keyword) {
            Some((_, shape)) => check_shape(node, keyword, value, *shape, errors),
            None if is_note(keyword) => {}
            None => errors.push(unsupported(node, keyword)),
        }
    }
}

fn check_shape(node: &Node<'_>, keyword: &str, value: &Value, shape: Shape, errors: &mut Errors) {
    let is_schema = |value: &Value| value.is_object() || *value == true;
    let fits = match shape {
        Shape::Anything => true,
        Shape::Text => value.is_string(),
        Shape::Number => value.is_number(),
        Shape::Flag => value.is_boolean(),
        Shape::Texts => is_list_of_texts(value),
        Shape::Types => is_type(value),
        Shape::Constant => !value.is_object() && !value.is_array(),
        Shape::Values => is_list_of_values(value),
        Shape::Schema => is_schema(value),
        Shape::SchemaOrFlag => value.is_object() || value.is_boolean(),
        Shape::Schemas => value.as_object().is_some_and(|schemas| schemas.values().all(is_schema)),
        Shape::Alternatives => return check_alternatives(node, keyword, errors),
        Shape::Endpoint => value.is_string() || value.as_object().is_some_and(|all| all.values().all(Value::is_object)),
    };
    if !fits {
        return errors.push(wrong_shape(node, keyword, shape));
    }
    match shape {
        Shape::Endpoint => {
            let queries = node.entries(keyword).into_iter().filter_map(|(_, about)| about.child("query"));
            queries.for_each(|query| check(&query, errors));
        }
        Shape::Schema | Shape::SchemaOrFlag => node.child(keyword).iter().for_each(|child| check(child, errors)),
        Shape::Schemas => node.entries(keyword).iter().for_each(|(_, child)| check(child, errors)),
        _ => {}
    }
}

fn check_alternatives(node: &Node<'_>, keyword: &str, errors: &mut Errors) {
    match choice(node) {
        Some((first, ..)) if first != keyword => {}
        None | Some((_, Choice::Unsupported, _)) => errors.push(wrong_shape(node, keyword, Shape::Alternatives)),
        Some((_, Choice::One(one), _)) => check(&one, errors),
        Some((_, Choice::Values(_) | Choice::Keys, _)) => {
            node.list(keyword).iter().for_each(|alternative| check(alternative, errors));
        }
    }
}

fn is_list_of_texts(value: &Value) -> bool {
    value.as_array().is_some_and(|list| list.iter().all(Value::is_string) && is_distinct(list))
}

/// Values of one kind, beside `null`.
fn is_list_of_values(value: &Value) -> bool {
    let Some(list) = value.as_array() else { return false };
    let kinds: [fn(&Value) -> bool; 3] = [Value::is_string, Value::is_number, Value::is_boolean];
    !list.is_empty()
        && is_distinct(list)
        && kinds.iter().any(|is| list.iter().all(|value| is(value) || value.is_null()))
}

fn is_distinct(list: &[Value]) -> bool {
    list.iter().enumerate().all(|(index, value)| !list[..index].contains(value))
}

fn is_type(value: &Value) -> bool {
    let known = |value: &Value| value.as_str().is_some_and(|name| TYPES.contains(&name));
    match value.as_array().map(Vec::as_slice) {
        None => known(value),
        Some([one]) => known(one),
        Some([one, other]) => known(one) && known(other) && (one == "null") != (other == "null"),
        Some(_) => false,
    }
}

fn wrong_shape(node: &Node<'_>, keyword: &str, shape: Shape) -> Diagnostic {
    node.error(format!("the value of keyword `{keyword}` is not supported"), shape.help())
}

fn unsupported(node: &Node<'_>, keyword: &str) -> Diagnostic {
    let help = match keyword {
        "dependentSchemas" | "dependencies" | "if" | "then" | "else" => {
            "leave it out, and list the properties that it describes under `properties`"
        }
        "prefixItems" | "unevaluatedItems" | "contains" | "minContains" | "maxContains" => {
            "describe all elements with `items`, or mark the value as free-form with `\"x-rust-type\": \"json\"`"
        }
        "$anchor" | "$dynamicAnchor" | "$dynamicRef" | "$recursiveAnchor" | "$recursiveRef" => {
            "put the schema under `$defs` and refer to it with `\"$ref\": \"#/$defs/NAME\"`"
        }
        "nullable" => "leave it out, and write the type as a list that ends in `\"null\"`",
        _ => "correct it, or leave it out; the README of cronofy-hooks-codegen lists the keywords",
    };
    node.error(format!("keyword `{keyword}` is not supported"), help)
}
