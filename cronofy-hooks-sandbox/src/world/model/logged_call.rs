//! [`CallView`]: one call of the API, with its answer and what it did.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::delivery::NotificationSubject;
use super::fault::Fault;
use super::http_message::HttpMessage;

/// A call of the API. Secrets and tokens in it are hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CallView {
    /// Numbers grow with time.
    pub number: u64,
    /// When it arrived, by the clock of the sandbox.
    pub at: Timestamp,
    /// When it arrived, in real time.
    pub received: Timestamp,
    /// Its method.
    pub method: String,
    /// The path and the query.
    pub target: String,
    /// Who called.
    pub caller: ApiCaller,
    /// The status of the answer.
    pub status: u16,
    /// The fault that was injected.
    #[serde(default)]
    pub fault: Option<Fault>,
    /// Real time from the first byte to the answer.
    pub took: Duration,
    /// `None` once the sandbox no longer keeps it.
    pub request: Option<HttpMessage>,
    /// `None` once the sandbox no longer keeps it.
    pub answer: Option<HttpMessage>,
    /// What it wrote, in order. What was sent because of it names it as its cause.
    pub(crate) effects: Vec<CallEffect>,
}

/// Who called the API, by the credentials of the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ApiCaller {
    /// The application for an account, with an access token of it. The token may have expired.
    Account(String),
    /// The application itself, with its client secret.
    Application,
    /// The credentials are missing or unknown.
    Unknown,
}

/// One thing that a call wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CallEffect {
    pub(crate) verb: EffectVerb,
    pub(crate) subject: EffectSubject,
}

/// What was done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EffectVerb {
    Created,
    Changed,
    Deleted,
}

impl EffectVerb {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Deleted => "deleted",
        }
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EffectSubject {
    /// What notifications can be about.
    Notified(NotificationSubject),
    /// A request that waits for a person, by its id.
    Request(String),
}

impl EffectSubject {
    /// The word for it.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Notified(subject) => subject.kind(),
            Self::Request(_) => "request",
        }
    }

    pub(crate) fn id(&self) -> Option<&str> {
        match self {
            Self::Notified(subject) => subject.id(),
            Self::Request(id) => Some(id),
        }
    }
}

impl From<NotificationSubject> for EffectSubject {
    fn from(subject: NotificationSubject) -> Self {
        Self::Notified(subject)
    }
}

impl CallView {
    /// The path without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// Whether it was refused or failed, or its answer was lost.
    #[must_use]
    pub const fn is_failure(&self) -> bool {
        self.status >= 400 || self.fault.is_some()
    }

    /// What was wrong with it: the fault, or the words of its answer.
    #[must_use]
    pub fn errors(&self) -> Vec<String> {
        if let Some(fault) = self.fault {
            return vec![fault.explanation()];
        }
        let Some(answer) = &self.answer else { return Vec::new() };
        let body = serde_json::from_str(&answer.body).unwrap_or_default();
        let mut errors = errors_in(&body);
        for (entry, part) in body["batch"].as_array().into_iter().flatten().enumerate() {
            errors.extend(errors_in(&part["data"]).into_iter().map(|error| format!("entry {}: {error}", entry + 1)));
        }
        let challenge = answer.header("www-authenticate").and_then(|it| it.split_once("error_description=\""));
        errors.extend(challenge.map(|(_, reason)| reason.trim_end_matches('"').to_owned()));
        errors
    }

    /// The memory that its messages take, roughly.
    pub(super) fn size(&self) -> usize {
        [&self.request, &self.answer].into_iter().flatten().map(HttpMessage::size).sum()
    }

    /// What it did to this; the last of it if there is more.
    pub(crate) fn effect_on(&self, subject: &EffectSubject) -> Option<EffectVerb> {
        self.effects.iter().rev().find(|it| it.subject == *subject).map(|it| it.verb)
    }
}

/// The descriptions of `errors`, and that of a token request.
fn errors_in(body: &Value) -> Vec<String> {
    let fields = body["errors"].as_object().into_iter().flatten();
    let errors = fields.flat_map(|(_, errors)| errors.as_array().into_iter().flatten());
    let descriptions = errors.map(|error| &error["description"]).chain([&body["error_description"]]);
    descriptions.filter_map(Value::as_str).map(str::to_owned).collect()
}
