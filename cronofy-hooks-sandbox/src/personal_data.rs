//! [`PersonalData`]: whether what says something about a person is shown.

use std::borrow::Cow;

use cronofy_hooks_contract::{CallPart, PERSONAL_MASK, PersonalTexts, mask_personal, mask_personal_call};
use serde::Deserialize;
use serde_json::Value;

use crate::world::model::{HttpMessage, LoggedCall};

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
    /// One of the two messages of a call; `None` if it is not kept.
    pub(crate) fn message(self, part: CallPart, call: &LoggedCall) -> Option<Cow<'_, HttpMessage>> {
        let message = match part {
            CallPart::Request => call.request.as_ref()?,
            CallPart::Response => call.answer.as_ref()?,
        };
        if self.is_shown() || message.body.is_empty() {
            return Some(Cow::Borrowed(message));
        }
        let mask = |body: &Value| mask_personal_call(part, &call.method, call.path(), body);
        let body = if let Ok(body) = serde_json::from_str(&message.body) {
            mask(&body).to_string()
        } else if message.header("content-type").is_some_and(|it| it.contains("form-urlencoded")) {
            let fields = form_urlencoded::parse(message.body.as_bytes());
            let fields = mask(&fields.map(|(name, value)| (name.into_owned(), Value::from(&*value))).collect());
            let fields = fields.as_object().into_iter().flatten();
            let line = |(name, value): (&String, &Value)| format!("{name}={}", value.as_str().unwrap_or_default());
            fields.map(line).collect::<Vec<_>>().join("&")
        } else {
            PERSONAL_MASK.to_owned()
        };
        Some(Cow::Owned(HttpMessage { body, ..message.clone() }))
    }

    /// The path and the query of a call.
    pub(crate) fn target(self, call: &LoggedCall) -> Cow<'_, str> {
        if self.is_shown() { Cow::Borrowed(&call.target) } else { call.masked_target() }
    }
}

impl LoggedCall {
    /// The path and the query. Addresses of people in the query are masked.
    #[must_use]
    pub fn masked_target(&self) -> Cow<'_, str> {
        let Some((path, query)) = self.target.split_once('?') else { return Cow::Borrowed(&self.target) };
        let masked = query.split('&').map(|pair| {
            let mut fields = form_urlencoded::parse(pair.as_bytes());
            match fields.next() {
                Some((name, value)) if value.contains('@') => format!("{name}={PERSONAL_MASK}"),
                _ => pair.to_owned(),
            }
        });
        Cow::Owned(format!("{path}?{}", masked.collect::<Vec<_>>().join("&")))
    }
}
