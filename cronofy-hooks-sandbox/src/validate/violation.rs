//! [`Violation`].

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

    pub(super) fn invalid(field: impl Into<String>, expectation: &str) -> Self {
        Self::new(field, "errors.invalid", expectation)
    }
}
