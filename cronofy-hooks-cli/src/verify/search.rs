//! Searches for the smallest change after which a signature matches.

use serde_json::{Value, json};

use super::canonicalize::{CANONICALIZATIONS, Canonicalization};
use super::signature_value::{SignatureValue, ValueKind};
use crate::args::{Removed, SecretTexts};

/// A signature that matches, and what had to be changed for it. The value and the secret count from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct SignatureMatch {
    pub(super) value: usize,
    pub(super) secret: usize,
    pub(super) canonicalization: Option<&'static Canonicalization>,
    pub(super) removed: Option<&'static Removed>,
}

/// Finds the smallest change after which a signature matches, beginning with no change.
pub(super) fn find_match(signatures: &[SignatureValue], body: &[u8], secrets: &SecretTexts) -> Option<SignatureMatch> {
    let secrets: Vec<_> = secrets.cleaned().collect();
    let bodies = CANONICALIZATIONS.iter().filter_map(|it| Some((Some(it), it.apply(body)?)));
    std::iter::once((None, body.to_vec())).chain(bodies).find_map(|(canonicalization, body)| {
        let matches = secrets.iter().flat_map(|(secret, secrets, removed)| {
            let expected = secrets.sign(&body);
            let is_match = move |it: &SignatureValue| it.base64.as_deref().is_some_and(|it| expected == *it);
            let values = signatures.iter().zip(1..).filter(move |(signature, _)| is_match(signature));
            values.map(move |(_, value)| SignatureMatch { value, secret: *secret, canonicalization, removed: *removed })
        });
        matches.min_by_key(|found| !found.is_as_written(signatures))
    })
}

impl SignatureMatch {
    /// Whether nothing had to be changed.
    pub(super) fn is_unchanged(self, signatures: &[SignatureValue]) -> bool {
        self.canonicalization.is_none() && self.is_as_written(signatures)
    }

    /// Whether neither the secret nor the value had to be changed.
    fn is_as_written(self, signatures: &[SignatureValue]) -> bool {
        let kind = signatures.get(self.value - 1).map(|signature| signature.kind);
        self.removed.is_none() && kind == Some(ValueKind::Signature)
    }

    pub(super) fn condition(self) -> Value {
        let body = self.canonicalization.map(|canonicalization| canonicalization.name);
        let secret = self.removed.map(|removed| removed.name);
        json!({ "body": body, "value": self.value, "secret": secret })
    }
}
