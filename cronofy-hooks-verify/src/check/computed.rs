//! [`ComputedSignature`]: what a receiver does wrong, as the signature shows that it computes for a body.

use std::collections::BTreeMap;
use std::slice::from_ref;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::search::{SignatureMatch, find_match};
use super::secret_texts::SecretTexts;
use super::signature_value::{SignatureValue, ValueKind};

const ENCODE: &str = "Encode the 32 bytes of the digest as standard base64.";
const ARRIVED: &str = "Sign the bytes that arrived, before anything parses, trims or decodes them.";

/// Whether the signature that a receiver computes is right, and what it does wrong if not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComputedSignature {
    is_right: bool,
    finding: String,
    help: &'static str,
}

impl ComputedSignature {
    /// Compares a computed signature with the body that was sent.
    #[must_use]
    pub fn of(computed: &str, body: &[u8], secrets: &SecretTexts) -> Self {
        let value = SignatureValue::parse(computed.trim().as_bytes());
        if let Some(found) = find_match(from_ref(&value), body, secrets) {
            return Self::matching(value.kind, found);
        }
        if find_match(from_ref(&value), b"", secrets).is_some() {
            let help = "Something read the body before: keep its bytes when they are read first.";
            return Self::wrong("this is the signature of an empty body", help);
        }
        // Maps of several languages are written in the order of their keys.
        let sorted = serde_json::from_slice::<BTreeMap<String, Value>>(body);
        let sorted = sorted.ok().and_then(|it| serde_json::to_vec(&it).ok());
        if sorted.is_some_and(|sorted| find_match(from_ref(&value), &sorted, secrets).is_some()) {
            return Self::wrong("this is the signature of the same JSON with its keys in another order", ARRIVED);
        }
        let of_digits = STANDARD.decode(computed.trim()).map(|digits| SignatureValue::parse(&digits));
        if of_digits.is_ok_and(|it| it.kind == ValueKind::Hexadecimal && find_match(&[it], body, secrets).is_some()) {
            return Self::wrong("this is the base64 of hexadecimal digits", ENCODE);
        }
        if value.base64.is_none() {
            return Self::wrong(format!("this is no signature: it is {}", value.kind.describe()), ENCODE);
        }
        let help = "Compare the client secret of the receiver with the one that signs: quotation marks and line breaks \
                    around it count too. If it is the same, other bytes are signed than those that were sent.";
        Self::wrong("this is no signature of this body with the client secret", help)
    }

    fn matching(kind: ValueKind, found: SignatureMatch) -> Self {
        let changes: Vec<_> = found.changes().map(|it| it.with).collect();
        match (changes.is_empty(), kind) {
            (true, ValueKind::Signature) => Self {
                is_right: true,
                finding: "this is the right signature".to_owned(),
                help: "If the receiver refuses the request all the same, it reads another header, or compares the \
                       signature with the header as a whole.",
            },
            (true, kind) => Self::wrong(format!("this is {}", kind.describe()), ENCODE),
            (false, _) => Self::wrong(format!("this is the signature of the body {}", changes.join(" and ")), ARRIVED),
        }
    }

    fn wrong(finding: impl Into<String>, help: &'static str) -> Self {
        Self { is_right: false, finding: finding.into(), help }
    }

    /// Whether it is right.
    #[must_use]
    pub const fn is_right(&self) -> bool {
        self.is_right
    }

    /// What it is, in a clause without a full stop.
    #[must_use]
    pub fn finding(&self) -> &str {
        &self.finding
    }

    /// What to do, in sentences.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        self.help
    }
}

#[cfg(test)]
mod tests {
    use cronofy_hooks::Secrets;

    use super::*;

    const SECRET: &str = "CRN_computed";
    const BODY: &[u8] = b"{\"notification\":{\"type\":\"change\"},\"a\":[1,2]}";

    fn sign(secret: &str, body: &[u8]) -> String {
        let signature = Secrets::new([secret]).expect("a secret").sign(body);
        signature.to_str().expect("text").to_owned()
    }

    #[test]
    fn what_a_receiver_does_wrong_is_named() {
        let right = sign(SECRET, BODY);
        let hex: String = STANDARD.decode(&right).expect("base64").iter().map(|it| format!("{it:02x}")).collect();
        let spaced = b"{\"notification\": {\"type\": \"change\"}, \"a\": [1, 2]}";
        for (computed, finding) in [
            (hex.clone(), "this is hexadecimal"),
            (hex.to_uppercase(), "this is hexadecimal"),
            (STANDARD.encode(&hex), "this is the base64 of hexadecimal digits"),
            (right.trim_end_matches('=').to_owned(), "this is base64 without its `=`"),
            (sign(SECRET, spaced), "this is the signature of the body with a space after each comma and colon"),
            (sign(SECRET, &[BODY, b"\n"].concat()), "this is the signature of the body with a line break"),
            (
                sign(SECRET, b"{\"a\":[1,2],\"notification\":{\"type\":\"change\"}}"),
                "this is the signature of the same JSON with its keys in another order",
            ),
            (sign(SECRET, b""), "this is the signature of an empty body"),
            (sign("CRN_other", BODY), "this is no signature of this body with the client secret"),
            ("sha256=x".to_owned(), "this is no signature: it is not base64"),
            (STANDARD.encode("short"), "this is no signature: it is base64 of another length"),
            (String::new(), "this is no signature: it is empty"),
        ] {
            let found = ComputedSignature::of(&computed, BODY, &SecretTexts::new([SECRET]));
            assert!(found.finding().starts_with(finding), "{computed}: {found:?}");
            assert!(!found.is_right() && !found.help().is_empty(), "{found:?}");
        }
        let found = ComputedSignature::of(&format!(" {right}\n"), BODY, &SecretTexts::new(["CRN_other", SECRET]));
        assert!(found.is_right(), "{found:?}");
    }
}
