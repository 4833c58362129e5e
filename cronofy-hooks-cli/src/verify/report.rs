//! [`VerifyReport`]: the result of the check.

use std::io;

use cronofy_hooks::SignatureError;
use serde_json::{Value, json};

use super::search::SignatureMatch;
use super::signature_value::{SignatureValue, ValueKind};
use crate::io::Io;

#[derive(Debug)]
pub(super) struct VerifyReport<'r> {
    pub(super) matches: bool,
    found: Option<SignatureMatch>,
    values: Vec<ValueKind>,
    body_bytes: usize,
    /// Why it does not match, and what to do about it.
    reason: Option<(String, &'static str)>,
    secrets: usize,
    notes: &'r [String],
}

impl<'r> VerifyReport<'r> {
    pub(super) fn new(signatures: &[SignatureValue], body: &[u8], secrets: usize, notes: &'r [String]) -> Self {
        let values = signatures.iter().map(|signature| signature.kind).collect();
        Self { matches: false, found: None, values, body_bytes: body.len(), reason: None, secrets, notes }
    }

    pub(super) fn matching(self, found: SignatureMatch) -> Self {
        Self { matches: true, found: Some(found), ..self }
    }

    /// A signature matches after a change.
    pub(super) fn matching_if(self, found: SignatureMatch) -> Self {
        let (mut reason, mut help) = match (found.canonicalization, self.values[found.value - 1]) {
            (Some(canonicalization), _) => canonicalization.describe(),
            (None, ValueKind::Signature) => (String::new(), ""),
            (None, kind) => (
                format!("value {} of the header is {}", found.value, kind.describe()),
                "a program rewrote the header: verify it as it arrived",
            ),
        };
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
    pub(super) fn not_matching(self, has_header: bool) -> Self {
        let reason = if !has_header {
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
        } else if self.body_bytes == 0 {
            ("the body is empty".to_owned(), "the service never sends an empty body: check whether the body was saved")
        } else {
            (
                format!("no value of the header is a signature of this body with {}", of_secrets(self.secrets)),
                "check that the client secret belongs to this application, not to another one or to a test \
                 application, and that the body is complete",
            )
        };
        Self { reason: Some(reason), ..self }
    }

    pub(super) fn json(&self) -> Value {
        let matching = self.found.filter(|_| self.matches);
        let (reason, help) = self.reason.as_ref().map(|(reason, help)| (reason, help)).unzip();
        json!({
            "matches": self.matches,
            "value": matching.map(|found| found.value),
            "secret": self.found.map(|found| found.secret),
            "values": self.values.iter().map(|value| json!({ "is": value })).collect::<Vec<_>>(),
            "body_bytes": self.body_bytes,
            "reason": reason,
            "help": help,
            "if": self.found.filter(|_| !self.matches).map(SignatureMatch::condition),
        })
    }

    pub(super) fn print(&self, io: &mut Io<'_>) -> io::Result<()> {
        match self.found.filter(|_| self.matches) {
            Some(SignatureMatch { value, secret, .. }) => {
                let (values, secrets) = (self.values.len(), self.secrets);
                io.line(format_args!(
                    "matches: value {value} of {values} was signed with client secret {secret} of {secrets}"
                ))?;
            }
            None => io.line("does not match")?,
        }
        if let Some((reason, help)) = &self.reason {
            io.line(format_args!("  reason: {reason}"))?;
            io.line(format_args!("  help:   {help}"))?;
        }
        self.notes.iter().try_for_each(|note| io.line(format_args!("  note:   {note}")))
    }
}

fn of_secrets(count: usize) -> String {
    if count == 1 { "the client secret".to_owned() } else { format!("any of {count} client secrets") }
}
