//! [`SignatureReport`]: whether a signature matches, and why none does.

use cronofy_hooks::SignatureError;
use serde_json::{Value, json};

use super::completeness::damage;
use super::search::SignatureMatch;
use super::signature_value::{SignatureValue, ValueKind};
use crate::captured_request::{CaptureFormat, CapturedRequest};

/// Whether a signature matches, and why none does.
#[derive(Clone, Debug)]
pub struct SignatureReport {
    matches: bool,
    found: Option<SignatureMatch>,
    format: CaptureFormat,
    values: Vec<ValueKind>,
    body_bytes: usize,
    /// Why it does not match, and what to do about it.
    reason: Option<(String, &'static str)>,
    secrets: usize,
    notes: Vec<String>,
}

impl SignatureReport {
    pub(super) fn new(request: &CapturedRequest, signatures: &[SignatureValue], body: &[u8], secrets: usize) -> Self {
        Self {
            matches: false,
            found: None,
            format: request.format,
            values: signatures.iter().map(|signature| signature.kind).collect(),
            body_bytes: body.len(),
            reason: None,
            secrets,
            notes: request.notes.clone(),
        }
    }

    /// Whether a signature matches, and the library accepts it.
    #[must_use]
    pub const fn matches(&self) -> bool {
        self.matches
    }

    pub(super) fn matching(self, found: SignatureMatch) -> Self {
        Self { matches: true, found: Some(found), ..self }
    }

    /// A signature matches after a change.
    pub(super) fn matching_if(self, found: SignatureMatch) -> Self {
        let mut changes = found.changes();
        let (mut reason, mut help) = match (changes.next(), self.values[found.value - 1]) {
            (Some(change), _) => change.describe(),
            (None, ValueKind::Signature) => (String::new(), ""),
            (None, kind) => (
                format!("value {} of the header is {}", found.value, kind.describe()),
                "a program rewrote the header: verify it as it arrived",
            ),
        };
        changes.for_each(|change| reason = format!("{reason} and {}", change.with));
        if let Some(removed) = found.removed {
            let and = if reason.is_empty() { "" } else { ", and " };
            reason = format!("{reason}{and}client secret {} has {}", found.secret, removed.what);
            help = "remove everything around the secret";
        }
        let reason = format!("{reason}; then value {} of {} matches", found.value, self.values.len());
        Self { reason: Some((reason, help)), found: Some(found), ..self }
    }

    /// A signature matches, but the library refuses the request.
    pub(super) fn refused(self, error: &SignatureError) -> Self {
        let help = "the service sends one value for each active client secret: find out what adds others";
        Self { reason: Some((error.to_string(), help)), ..self }
    }

    /// No signature matches, not even after a change.
    pub(super) fn not_matching(self, request: &CapturedRequest, body: &[u8]) -> Self {
        let reason = if !request.is_signed() {
            (
                "there is no header Cronofy-HMAC-SHA256".to_owned(),
                "the service signs everything that it sends: check whether a proxy removes the header",
            )
        } else if self.values.iter().all(|value| *value != ValueKind::Signature) {
            let each = self.values.iter().zip(1..);
            let each = each.map(|(value, number)| format!("value {number} is {}", value.describe()));
            (
                format!("the header has no signature: {}", each.collect::<Vec<_>>().join(", ")),
                "each value is the base64 of 32 bytes, separated by commas: copy the header as it arrived",
            )
        } else if let Some(damage) = damage(body, request.cut.as_deref()) {
            damage
        } else {
            (
                format!("no value of the header is a signature of this body with {}", of_secrets(self.secrets)),
                "check that the client secret belongs to this application, not to another one or to a test \
                 application",
            )
        };
        Self { reason: Some(reason), ..self }
    }

    /// The report for programs, whose fields `cronofy-hooks verify --help` lists.
    #[must_use]
    pub fn json(&self) -> Value {
        let matching = self.found.filter(|_| self.matches);
        let (reason, help) = self.reason.as_ref().map(|(reason, help)| (reason, help)).unzip();
        json!({
            "matches": self.matches,
            "format": self.format.name(),
            "value": matching.map(|found| found.value),
            "secret": self.found.map(|found| found.secret),
            "values": self.values.iter().map(|value| json!({ "is": value })).collect::<Vec<_>>(),
            "body_bytes": self.body_bytes,
            "reason": reason,
            "help": help,
            "if": self.found.filter(|_| !self.matches).map(SignatureMatch::condition),
            "notes": self.notes,
        })
    }

    /// The result in a sentence without a full stop.
    #[must_use]
    pub fn verdict(&self) -> String {
        match self.found.filter(|_| self.matches) {
            Some(SignatureMatch { value, secret, .. }) => {
                let (values, secrets) = (self.values.len(), self.secrets);
                format!("matches: value {value} of {values} was signed with client secret {secret} of {secrets}")
            }
            None => "does not match".to_owned(),
        }
    }

    /// Why it does not match, and what to do about it.
    #[must_use]
    pub fn reason(&self) -> Option<(&str, &str)> {
        self.reason.as_ref().map(|(reason, help)| (reason.as_str(), *help))
    }

    /// Messages about the way the request was saved.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

fn of_secrets(count: usize) -> String {
    if count == 1 { "the client secret".to_owned() } else { format!("any of {count} client secrets") }
}
