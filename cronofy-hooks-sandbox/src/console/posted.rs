//! [`Posted`]: the fields of a form.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::request::Parts;

/// The fields of a form whose token was right, as they were typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Posted(pub(super) Vec<(String, String)>);

impl Posted {
    /// What was typed, or `""` where the form has no such field.
    pub(super) fn field(&self, name: &str) -> &str {
        self.0.iter().find(|(it, _)| it == name).map_or("", |(_, value)| value)
    }

    /// Without the white space around it; None where nothing was typed.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        Some(self.field(name).trim()).filter(|value| !value.is_empty())
    }
}

impl<S: Sync> FromRequestParts<S> for Posted {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // The guard put it there.
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}
