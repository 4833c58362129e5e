//! [`FormFields`]: the fields of a form.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::request::Parts;

/// The fields of a form, as they were typed, and the messages of its validation.
#[derive(Clone, Debug, Default)]
pub(super) struct FormFields {
    values: Vec<(String, String)>,
    errors: Vec<(&'static str, String)>,
}

impl FormFields {
    pub(super) fn new(fields: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        let values = fields.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self { values: values.collect(), errors: Vec::new() }
    }

    /// The value of a field, or `""` if the form does not have it.
    pub(super) fn field(&self, name: &str) -> &str {
        self.values.iter().find(|(it, _)| it == name).map_or("", |(_, value)| value)
    }

    /// The values of all fields with a name, such as checked boxes.
    pub(super) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.values.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The fields whose names begin with a prefix: the rest of each name, and the value.
    pub(super) fn with_prefix<'f>(&'f self, prefix: &'f str) -> impl Iterator<Item = (&'f str, &'f str)> {
        self.values.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }

    /// Replaces the value of a field.
    pub(super) fn set(&mut self, name: &str, value: String) {
        if let Some((_, known)) = self.values.iter_mut().find(|(it, _)| it == name) {
            *known = value;
        }
    }

    /// The trimmed value of a field; `None` if it is empty.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        Some(self.field(name).trim()).filter(|value| !value.is_empty())
    }

    pub(super) fn checked(&self, name: &str) -> bool {
        self.field(name) == "on"
    }

    /// Removes a field. The guard removes the token, so that no page shows it as a field of its own.
    pub(super) fn without(mut self, name: &str) -> Self {
        self.values.retain(|(it, _)| it != name);
        self
    }

    /// Adds the validation message of a field, if there is one.
    pub(super) fn reject(&mut self, name: &'static str, message: Option<impl Into<String>>) {
        self.errors.extend(message.map(|message| (name, message.into())));
    }

    pub(super) fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(it, _)| *it == name).map(|(_, message)| message.as_str())
    }

    pub(super) fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    /// The value of `data-still`: a form with errors is the answer to a POST, so it has no live updates.
    pub(super) fn still(&self) -> Option<&'static str> {
        (!self.is_valid()).then_some("")
    }
}

impl<S: Sync> FromRequestParts<S> for FormFields {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // The guard inserts it.
        Ok(parts.extensions.remove::<Self>().unwrap_or_default())
    }
}
