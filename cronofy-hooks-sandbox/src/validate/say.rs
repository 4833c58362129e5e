//! Words for what is wrong: what, and then what to write instead.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;

use crate::api::Violation;

/// As the service words it, where its documentation shows that; else in its manner.
pub(super) fn say(error: &ValidationError<'_>) -> Violation {
    let place = error.instance_path().as_str().trim_start_matches('/').replace('/', ".");
    let within = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
    let field = if place.is_empty() { "body".to_owned() } else { place.clone() };
    let (field, key, said) = match error.kind() {
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            (within(name), "errors.required", "must be specified".to_owned())
        }
        Kind::OneOfNotValid { context } => (field, "errors.invalid", one_of(context)),
        Kind::OneOfMultipleValid { .. } => (field, "errors.invalid", "must name only one of two".to_owned()),
        Kind::MinLength { limit } if *limit == 1 => (field, "errors.required", "must not be empty".to_owned()),
        Kind::MaxLength { limit } => (field, "errors.too_long", format!("must have at most {limit} characters")),
        Kind::MinItems { limit } => (field, "errors.too_short", format!("must hold at least {limit}")),
        Kind::MaxItems { limit } => (field, "errors.too_long", format!("must hold at most {limit}")),
        Kind::Minimum { limit } => (field, "errors.invalid", format!("must be {limit} or more")),
        Kind::Maximum { limit } => (field, "errors.invalid", format!("must be {limit} or less")),
        Kind::MinProperties { .. } => (field, "errors.required", "must say at least one thing".to_owned()),
        Kind::Constant { expected_value } => (field, "errors.invalid", format!("must be {expected_value}")),
        Kind::Format { format } => (field, "errors.invalid", format!("must be a valid {}", written(format))),
        Kind::Pattern { pattern } if pattern.starts_with("^https?") => {
            (field, "errors.invalid", "must be an HTTP or HTTPS URL".to_owned())
        }
        Kind::Pattern { pattern } => (field, "errors.invalid", format!("must match {pattern}")),
        Kind::Type { .. } => (field, "errors.invalid", format!("must be of another type: {}", expected(error))),
        _ => (field, "errors.invalid", "is not what the documentation allows".to_owned()),
    };
    let description = format!("{field} {said}");
    Violation { field, key, description }
}

/// A choice of words, or of fields: each of them failed for one.
fn one_of(context: &[Vec<ValidationError<'_>>]) -> String {
    let (mut words, mut fields) = (Vec::new(), Vec::new());
    for error in context.iter().flatten() {
        match error.kind() {
            Kind::Constant { expected_value } => words.push(expected_value.as_str().unwrap_or_default()),
            Kind::Required { property } => fields.push(property.as_str().unwrap_or_default()),
            _ => {}
        }
    }
    if words.is_empty() {
        return format!("must have one of the fields {}", fields.join(" and "));
    }
    format!("must be one of {}", words.join(", "))
}

fn expected(error: &ValidationError<'_>) -> String {
    match error.kind() {
        Kind::Type { kind: jsonschema::error::TypeKind::Single(one) } => one.to_string(),
        Kind::Type { kind: jsonschema::error::TypeKind::Multiple(many) } => {
            many.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" or ")
        }
        _ => String::new(),
    }
}

fn written(format: &str) -> &str {
    match format {
        "uri" => "URL",
        "email" => "e-mail address",
        "date" => "date, such as 2026-01-19",
        "date-time" => "UTC time, such as 2026-01-19T15:30:00Z",
        other => other,
    }
}
