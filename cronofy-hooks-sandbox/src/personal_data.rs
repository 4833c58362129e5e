//! [`PersonalData`]: whether what says something about a person is shown.

use std::borrow::Cow;

use cronofy_hooks_contract::{PERSONAL_MASK, PersonalTexts, mask_personal};
use serde::Deserialize;

use crate::world::model::HttpMessage;

/// Whether something shows what says something about a person: names, addresses, titles, notes, places, links to
/// meetings, and everything that no schema describes.
///
/// Accounts and calendars are shown by their names in any case: they say which one is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PersonalData {
    #[default]
    Hidden,
    Shown,
}

impl PersonalData {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Shown => "shown",
        }
    }

    pub(crate) const fn is_shown(self) -> bool {
        matches!(self, Self::Shown)
    }

    /// A personal text.
    pub(crate) fn text(self, text: &str) -> &str {
        if self.is_shown() || text.is_empty() { text } else { PERSONAL_MASK }
    }

    /// The body of a delivery.
    pub(crate) fn body(self, body: &str) -> Cow<'_, str> {
        if self.is_shown() {
            return Cow::Borrowed(body);
        }
        match serde_json::from_str(body) {
            Ok(body) => Cow::Owned(mask_personal(&body).to_string()),
            // Half of a body, which a fault sends.
            Err(_) => Cow::Borrowed(PERSONAL_MASK),
        }
    }

    /// An answer to a delivery with this body. It may repeat what was sent.
    pub(crate) fn answer<'t>(self, answer: &'t HttpMessage, body: &str) -> Cow<'t, HttpMessage> {
        if self.is_shown() {
            return Cow::Borrowed(answer);
        }
        let sent = PersonalTexts::of(&serde_json::from_str(body).unwrap_or_default());
        let mut masked = answer.clone();
        let values = masked.headers.iter_mut().map(|(_, value)| value);
        values.chain([&mut masked.body]).for_each(|it| *it = sent.mask(it).into_owned());
        Cow::Owned(masked)
    }
}
