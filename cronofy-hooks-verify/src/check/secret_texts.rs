//! [`SecretTexts`]: client secrets as a person wrote them.

use std::fmt;

use cronofy_hooks::__private::{is_invisible, is_quote};
use cronofy_hooks::{Secrets, SecretsError};

/// Client secrets as a person wrote or copied them, with what may be around them by mistake.
#[derive(Clone)]
pub struct SecretTexts(Vec<String>);

impl SecretTexts {
    /// The texts, unchecked.
    pub fn new(texts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(texts.into_iter().map(Into::into).collect())
    }

    /// The secrets, to sign with.
    ///
    /// # Errors
    /// If one of them cannot be used as it is.
    pub fn secrets(&self) -> Result<Secrets, SecretsError> {
        Secrets::new(self.0.iter().cloned())
    }

    /// Each of the secrets alone, to sign with one of them.
    ///
    /// # Errors
    /// If one of them cannot be used as it is.
    pub fn each(&self) -> Result<Vec<Secrets>, SecretsError> {
        self.0.iter().map(|text| Secrets::new([text.clone()])).collect()
    }

    /// The texts again.
    #[must_use]
    pub fn into_texts(self) -> Vec<String> {
        self.0
    }

    /// Each secret without what does not belong to it: its number from 1, the secret, and what was removed.
    pub(crate) fn cleaned(&self) -> impl Iterator<Item = (usize, Secrets, Option<&'static Removed>)> {
        self.0.iter().zip(1..).filter_map(|(text, number)| {
            let visible = text.replace(is_invisible, "");
            let trimmed = visible.trim();
            let bare = trimmed.trim_matches(is_quote).trim();
            let removed = [
                (bare != trimmed, &QUOTATION_MARKS),
                (visible != *text, &INVISIBLE),
                (trimmed != visible, &WHITE_SPACE),
            ];
            let removed = removed.into_iter().find_map(|(is_so, removed)| is_so.then_some(removed));
            Some((number, Secrets::new([bare]).ok()?, removed))
        })
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }
}

/// Shows no secret.
impl fmt::Debug for SecretTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretTexts").field("count", &self.0.len()).finish_non_exhaustive()
    }
}

/// What was around a secret.
#[derive(Debug)]
pub(crate) struct Removed {
    /// In the JSON of the report.
    pub(crate) name: &'static str,
    /// Completes "the client secret has …".
    pub(crate) what: &'static str,
}

const QUOTATION_MARKS: Removed = Removed { name: "without_quotes", what: "quotation marks around it" };
const INVISIBLE: Removed =
    Removed { name: "without_invisible_characters", what: "characters without width, such as a byte order mark" };
const WHITE_SPACE: Removed = Removed { name: "without_outer_space", what: "white space around it" };
