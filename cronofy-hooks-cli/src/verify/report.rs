//! [`VerifyReport`]: the result of the check.

use std::io;

use cronofy_hooks::SignatureError;
use serde::Serialize;

use super::search::{MatchCondition, SignatureMatch};
use super::signature_value::{SignatureValue, ValueKind};
use crate::args::Removed;
use crate::io::Io;

/// The result of the check.
#[derive(Debug, Serialize)]
pub(super) struct VerifyReport<'r> {
    pub(super) matches: bool,
    pub(super) value: Option<usize>,
    pub(super) secret: Option<usize>,
    pub(super) values: Vec<ValueJson>,
    pub(super) body_bytes: usize,
    pub(super) reason: Option<String>,
    pub(super) help: Option<&'static str>,
    pub(super) r#if: Option<MatchCondition>,
    #[serde(skip)]
    pub(super) secrets: usize,
    #[serde(skip)]
    pub(super) notes: &'r [String],
}

/// One value of the header.
#[derive(Debug, Serialize)]
pub(super) struct ValueJson {
    is: ValueKind,
}

impl<'r> VerifyReport<'r> {
    pub(super) fn new(signatures: &[SignatureValue], body: &[u8], secrets: usize, notes: &'r [String]) -> Self {
        Self {
            matches: false,
            value: None,
            secret: None,
            values: signatures.iter().map(|signature| ValueJson { is: signature.kind }).collect(),
            body_bytes: body.len(),
            reason: None,
            help: None,
            r#if: None,
            secrets,
            notes,
        }
    }

    pub(super) fn matching(self, found: SignatureMatch) -> Self {
        Self { matches: true, value: Some(found.value), secret: Some(found.secret), ..self }
    }

    /// A signature matches after a change.
    pub(super) fn matching_if(self, found: SignatureMatch) -> Self {
        let (mut reason, mut help) = match (found.canonicalization, self.values[found.value - 1].is) {
            (Some(canonicalization), _) => {
                let (reason, help) = canonicalization.describe();
                (reason.to_owned(), help)
            }
            (None, ValueKind::Signature) => (String::new(), ""),
            (None, kind) => (
                format!("value {} of the header is {}", found.value, kind.describe()),
                "a program rewrote the header: verify it as it arrived",
            ),
        };
        if let Some(removed) = found.removed {
            let has = match removed {
                Removed::WhiteSpace => "white space around it",
                Removed::Quotes => "quotation marks around it",
                Removed::Invisible => "characters without width, such as a byte order mark",
            };
            let and = if reason.is_empty() { "" } else { ", and " };
            reason = format!("{reason}{and}client secret {} has {has}", found.secret);
            help = "remove everything around the secret";
        }
        let values = self.values.len();
        let reason = format!("{reason}; then value {} of {values} matches", found.value);
        Self {
            reason: Some(reason),
            help: Some(help),
            r#if: Some(found.condition()),
            secret: Some(found.secret),
            ..self
        }
    }

    /// A signature matches, but the library refuses the request.
    pub(super) fn refused(self, error: &SignatureError) -> Self {
        let help = "the service sends one value for each active client secret: find out what adds others";
        Self { reason: Some(error.to_string()), help: Some(help), ..self }
    }

    /// No signature matches, not even after a change.
    pub(super) fn not_matching(self, has_header: bool) -> Self {
        let (reason, help) = if !has_header {
            (
                "there is no header Cronofy-HMAC-SHA256".to_owned(),
                "the service signs everything that it sends: check whether a proxy removes the header",
            )
        } else if self.values.iter().all(|value| value.is != ValueKind::Signature) {
            let each = self
                .values
                .iter()
                .enumerate()
                .map(|(at, value)| format!("value {} is {}", at + 1, value.is.describe()));
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
        Self { reason: Some(reason), help: Some(help), ..self }
    }

    pub(super) fn print(&self, io: &mut Io<'_>) -> io::Result<()> {
        let values = self.values.len();
        if let (true, Some(value), Some(secret)) = (self.matches, self.value, self.secret) {
            let secrets = self.secrets;
            io.line(format_args!(
                "matches: value {value} of {values} was signed with client secret {secret} of {secrets}"
            ))?;
        } else {
            io.line("does not match")?;
        }
        for (title, text) in [("reason", self.reason.as_deref()), ("help", self.help)] {
            if let Some(text) = text {
                io.line(format_args!("  {:8}{text}", format!("{title}:")))?;
            }
        }
        for note in self.notes {
            io.line(format_args!("  note:   {note}"))?;
        }
        Ok(())
    }
}

fn of_secrets(count: usize) -> String {
    if count == 1 { "the client secret".to_owned() } else { format!("any of {count} client secrets") }
}
