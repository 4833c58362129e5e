//! [`Violation`]: what is wrong, and what to write instead.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as ErrorKind;

/// One thing that is wrong with the parameters of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// Names of fields and places in lists, separated by dots.
    pub(crate) field: String,
    /// Begins with `errors.`
    pub(crate) key: &'static str,
    pub(crate) description: String,
}

impl Violation {
    /// Its description is the field and what it must be.
    pub(super) fn new(field: impl Into<String>, key: &'static str, expectation: &str) -> Self {
        let field = field.into();
        Self { description: format!("{field} {expectation}"), field, key }
    }

    /// The same of a part of a larger body.
    pub(crate) fn within(self, part: &str) -> Self {
        let Self { field, key, description } = self;
        Self { field: format!("{part}.{field}"), key, description: format!("{part}.{description}") }
    }

    pub(super) fn invalid(field: impl Into<String>, expectation: &str) -> Self {
        Self::new(field, "errors.invalid", expectation)
    }
}

/// Uses the service's wording where its documentation shows it, and its style elsewhere.
pub(super) fn violation_of(error: &ValidationError<'_>) -> Violation {
    let path = error.instance_path().as_str().trim_start_matches('/').replace('/', ".");
    let within = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let field = if path.is_empty() { "body".to_owned() } else { path.clone() };
    let (field, key, expectation) = match error.kind() {
        ErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            (within(name), "errors.required", "must be specified".to_owned())
        }
        ErrorKind::OneOfNotValid { context } => match &required(context)[..] {
            // The first of the fields stands for the choice between them.
            [first, others @ ..] => {
                let expectation = format!("must be specified, or else {}", others.join(" or "));
                (within(first), "errors.required", expectation)
            }
            [] => (field, "errors.invalid", one_of(context)),
        },
        ErrorKind::OneOfMultipleValid { .. } => (field, "errors.invalid", "must name only one of two".to_owned()),
        ErrorKind::MinLength { limit } if *limit == 1 => (field, "errors.required", "must not be empty".to_owned()),
        ErrorKind::MaxLength { limit } => (field, "errors.too_long", format!("must have at most {limit} characters")),
        ErrorKind::MinItems { limit } => (field, "errors.too_short", format!("must hold at least {limit}")),
        ErrorKind::MaxItems { limit } => (field, "errors.too_long", format!("must hold at most {limit}")),
        ErrorKind::Minimum { limit } => (field, "errors.invalid", format!("must be {limit} or more")),
        ErrorKind::Maximum { limit } => (field, "errors.invalid", format!("must be {limit} or less")),
        ErrorKind::MinProperties { .. } => (field, "errors.required", "must have at least one field".to_owned()),
        ErrorKind::Constant { expected_value } => (field, "errors.invalid", format!("must be {expected_value}")),
        ErrorKind::Format { format } => {
            (field, "errors.invalid", format!("must be a valid {}", description_of(format)))
        }
        ErrorKind::Pattern { pattern } if pattern.starts_with("^https?") => {
            (field, "errors.invalid", "must be an HTTP or HTTPS URL".to_owned())
        }
        ErrorKind::Pattern { pattern } => (field, "errors.invalid", format!("must match {pattern}")),
        ErrorKind::Type { .. } => (field, "errors.invalid", format!("must be of another type: {}", expected(error))),
        _ => (field, "errors.invalid", "is not what the documentation allows".to_owned()),
    };
    Violation::new(field, key, &expectation)
}

/// A choice of required fields: each alternative failed for one of them.
fn required<'e>(context: &'e [Vec<ValidationError<'_>>]) -> Vec<&'e str> {
    let required = |error: &'e ValidationError<'_>| match error.kind() {
        ErrorKind::Required { property } => property.as_str(),
        _ => None,
    };
    context.iter().flatten().filter_map(required).collect()
}

/// A choice of constants.
fn one_of(context: &[Vec<ValidationError<'_>>]) -> String {
    let constant = |error: &ValidationError<'_>| match error.kind() {
        ErrorKind::Constant { expected_value } => expected_value.as_str().map(str::to_owned),
        _ => None,
    };
    let constants: Vec<_> = context.iter().flatten().filter_map(constant).collect();
    format!("must be one of {}", constants.join(", "))
}

fn expected(error: &ValidationError<'_>) -> String {
    match error.kind() {
        ErrorKind::Type { kind: jsonschema::error::TypeKind::Single(one) } => one.to_string(),
        ErrorKind::Type { kind: jsonschema::error::TypeKind::Multiple(many) } => {
            many.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" or ")
        }
        _ => String::new(),
    }
}

fn description_of(format: &str) -> &str {
    match format {
        "uri" => "URL",
        "email" => "e-mail address",
        "date" => "date, such as 2026-01-19",
        "date-time" => "UTC time, such as 2026-01-19T15:30:00Z",
        other => other,
    }
}
