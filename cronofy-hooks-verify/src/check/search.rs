//! Searches for the smallest change after which a signature matches.

use serde_json::{Value, json};

use super::canonicalize::{CANONICALIZATIONS, Canonicalization, ENCODINGS};
use super::secret_texts::{Removed, SecretTexts};
use super::signature_value::{SignatureValue, ValueKind};

/// A signature that matches, and what had to be changed for it. The value and the secret count from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct SignatureMatch {
    pub(super) value: usize,
    pub(super) secret: usize,
    /// The encoding that was put right, before the body was changed otherwise.
    pub(super) encoding: Option<&'static Canonicalization>,
    pub(super) canonicalization: Option<&'static Canonicalization>,
    pub(super) removed: Option<&'static Removed>,
}

/// Finds the smallest change after which a signature matches, beginning with no change.
pub(super) fn find_match(signatures: &[SignatureValue], body: &[u8], secrets: &SecretTexts) -> Option<SignatureMatch> {
    let secrets: Vec<_> = secrets.cleaned().collect();
    let try_body = |encoding, canonicalization, body: &[u8]| {
        let matches = secrets.iter().flat_map(|(secret, secrets, removed)| {
            let expected = secrets.sign(body);
            let is_match = move |it: &SignatureValue| it.base64.as_deref().is_some_and(|it| expected == *it);
            let values = signatures.iter().zip(1..).filter(move |(signature, _)| is_match(signature));
            values.map(move |(_, value)| SignatureMatch {
                value,
                secret: *secret,
                encoding,
                canonicalization,
                removed: *removed,
            })
        });
        matches.min_by_key(|found| !found.is_as_written(signatures))
    };
    let try_changes = |encoding: Option<&'static Canonicalization>, body: &[u8]| {
        try_body(encoding, None, body).or_else(|| {
            let changes = CANONICALIZATIONS.iter().filter(|it| encoding.is_none() || !it.is_of_json());
            changes.into_iter().find_map(|it| try_body(encoding, Some(it), &it.apply(body)?))
        })
    };
    let with_encodings = || ENCODINGS.iter().find_map(|it| try_changes(Some(it), &it.apply(body)?));
    try_changes(None, body).or_else(with_encodings)
}

impl SignatureMatch {
    /// Whether nothing had to be changed.
    pub(super) fn is_unchanged(self, signatures: &[SignatureValue]) -> bool {
        self.changes().next().is_none() && self.is_as_written(signatures)
    }

    /// Whether neither the secret nor the value had to be changed.
    fn is_as_written(self, signatures: &[SignatureValue]) -> bool {
        let kind = signatures.get(self.value - 1).map(|signature| signature.kind);
        self.removed.is_none() && kind == Some(ValueKind::Signature)
    }

    /// The changes of the body, in order.
    pub(super) fn changes(self) -> impl Iterator<Item = &'static Canonicalization> {
        self.encoding.into_iter().chain(self.canonicalization)
    }

    pub(super) fn condition(self) -> Value {
        let body: Vec<_> = self.changes().map(|change| change.name).collect();
        let secret = self.removed.map(|removed| removed.name);
        json!({ "body": body, "value": self.value, "secret": secret })
    }
}
