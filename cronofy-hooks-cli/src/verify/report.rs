//! [`Report`]: what is found, for people and for programs.

use std::io;

use cronofy_hooks::SignatureError;
use serde::Serialize;

use super::difference::{Difference, If};
use super::signature::{Is, Signature};
use crate::io::Io;
use crate::secret::Removed;

/// What is found.
#[derive(Debug, Serialize)]
pub(super) struct Report<'r> {
    pub(super) matches: bool,
    pub(super) value: Option<usize>,
    pub(super) secret: Option<usize>,
    pub(super) values: Vec<Value>,
    pub(super) body_bytes: usize,
    pub(super) reason: Option<String>,
    pub(super) help: Option<&'static str>,
    pub(super) r#if: Option<If>,
    #[serde(skip)]
    pub(super) secrets: usize,
    #[serde(skip)]
    pub(super) notes: &'r [String],
}

/// One value of the header.
#[derive(Debug, Serialize)]
pub(super) struct Value {
    is: Is,
}

impl<'r> Report<'r> {
    pub(super) fn new(signatures: &[Signature], body: &[u8], secrets: usize, notes: &'r [String]) -> Self {
        Self {
            matches: false,
            value: None,
            secret: None,
            values: signatures.iter().map(|signature| Value { is: signature.is }).collect(),
            body_bytes: body.len(),
            reason: None,
            help: None,
            r#if: None,
            secrets,
            notes,
        }
    }

    pub(super) fn matching(self, found: Difference) -> Self {
        Self { matches: true, value: Some(found.value), secret: Some(found.secret), ..self }
    }

    /// A change after which it would match.
    pub(super) fn nearly(self, found: Difference) -> Self {
        let (mut reason, mut help) = match (found.respelling, self.values[found.value - 1].is) {
            (Some(respelling), _) => {
                let (reason, help) = respelling.words();
                (reason.to_owned(), help)
            }
            (None, Is::Signature) => (String::new(), ""),
            (None, is) => (
                format!("value {} of the header is {}", found.value, is.words()),
                "something wrote the header anew: verify it as it came",
            ),
        };
        if let Some(removed) = found.removed {
            let has = match removed {
                Removed::WhiteSpace => "white space around it",
                Removed::Quotes => "quotation marks around it",
                Removed::Invisible => "characters that have no width, such as a byte order mark",
            };
            let and = if reason.is_empty() { "" } else { ", and " };
            reason = format!("{reason}{and}client secret {} has {has}", found.secret);
            help = "write the secret alone, without anything around it";
        }
        let values = self.values.len();
        let reason = format!("{reason}; then value {} of {values} matches", found.value);
        Self { reason: Some(reason), help: Some(help), r#if: Some(found.as_if()), secret: Some(found.secret), ..self }
    }

    /// Something matches, and is refused all the same.
    pub(super) fn refused(self, refused: SignatureError) -> Self {
        let help = "the service sends one value for each active client secret: see what adds others";
        Self { reason: Some(refused.to_string()), help: Some(help), ..self }
    }

    /// Nothing comes near.
    pub(super) fn unlike(self, header_is_there: bool) -> Self {
        let count = self.values.len();
        let (reason, help) = if !header_is_there {
            (
                "there is no header Cronofy-HMAC-SHA256".to_owned(),
                "the service signs everything that it sends: see whether something on the way removes the header",
            )
        } else if self.values.iter().all(|value| value.is != Is::Signature) {
            let each =
                self.values.iter().enumerate().map(|(at, value)| format!("value {} is {}", at + 1, value.is.words()));
            (
                format!("the header holds no signature: {}", each.collect::<Vec<_>>().join(", ")),
                "each value is the base64 of 32 bytes, separated by commas: copy the header as it came",
            )
        } else if self.body_bytes == 0 {
            ("the body is empty".to_owned(), "the service never sends that: see whether the body was saved")
        } else {
            (
                format!("none of {count} in the header was made with {} over this body", of_secrets(self.secrets)),
                "see whether the secret is the client secret of this application, not of another one or of a test \
                 application, and whether the body is complete",
            )
        };
        Self { reason: Some(reason), help: Some(help), ..self }
    }

    pub(super) fn tell(&self, io: &mut Io<'_>) -> io::Result<()> {
        let values = self.values.len();
        if let (true, Some(value), Some(secret)) = (self.matches, self.value, self.secret) {
            let secrets = self.secrets;
            io.line(format_args!(
                "matches: value {value} of {values} was made with client secret {secret} of {secrets}"
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
