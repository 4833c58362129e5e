//! [`SecretString`]: what must not be shown.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A client secret, a token or a code, in a request or in the callback that brings it: `Debug` does
/// not show it.
///
/// ```
/// use cronofy_hooks::request::SecretString;
///
/// let secret = SecretString::from("CRN_a_client_secret");
/// assert_eq!(format!("{secret:?}"), "SecretString(..)");
/// assert_eq!(secret.expose(), "CRN_a_client_secret");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretString(String);

impl SecretString {
    /// The text, for the one place that has to send it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for SecretString {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for SecretString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretString(..)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use crate::payload::Authorization;

    #[test]
    fn the_code_of_a_callback_is_one() {
        let body = r#"{"authorization":{"code":"code_5f3a","state":"ada"}}"#;
        let callback: Authorization = serde_json::from_str(body).unwrap();
        let shown = format!("{callback:?}");
        assert!(shown.contains("SecretString(..)") && !shown.contains("code_5f3a"), "{shown}");
        assert_eq!(serde_json::to_string(&callback).unwrap(), body);
        assert_eq!(callback.authorization.code.unwrap().expose(), "code_5f3a");
    }
}
