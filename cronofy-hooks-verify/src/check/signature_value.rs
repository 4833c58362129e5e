//! [`SignatureValue`]: one value of the signature header.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde::Serialize;

const DIGEST_BYTES: usize = 32;

#[derive(Clone, Debug)]
pub(super) struct SignatureValue {
    pub(super) kind: ValueKind,
    /// The signature as the service writes it, if the value encodes one.
    pub(super) base64: Option<String>,
}

/// How a value is encoded, or why it is not a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ValueKind {
    Signature,
    Empty,
    NotBase64,
    WrongLength,
    Hexadecimal,
    UrlSafe,
    Unpadded,
    Wrapped,
}

impl SignatureValue {
    pub(super) fn parse_all(lines: &[Vec<u8>]) -> Vec<Self> {
        let values = lines.iter().flat_map(|line| line.split(|byte| *byte == b','));
        values.map(|value| Self::parse(value.trim_ascii())).collect()
    }

    /// A signature that was broken into lines.
    fn wrapped(value: &[u8]) -> Option<Self> {
        let joined: Vec<_> = value.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let joined = (joined.len() < value.len()).then(|| STANDARD.decode(joined).ok()).flatten()?;
        (joined.len() == DIGEST_BYTES).then(|| Self { kind: ValueKind::Wrapped, base64: Some(STANDARD.encode(joined)) })
    }

    pub(super) fn parse(value: &[u8]) -> Self {
        if value.is_empty() {
            return Self { kind: ValueKind::Empty, base64: None };
        }
        if value.len() == 2 * DIGEST_BYTES
            && let Some(digest) = from_hex(value)
        {
            return Self { kind: ValueKind::Hexadecimal, base64: Some(STANDARD.encode(digest)) };
        }
        let encodings = [
            (STANDARD.decode(value), ValueKind::Signature),
            (STANDARD_NO_PAD.decode(value), ValueKind::Unpadded),
            (URL_SAFE.decode(value), ValueKind::UrlSafe),
            (URL_SAFE_NO_PAD.decode(value), ValueKind::UrlSafe),
        ];
        let decoded = encodings.into_iter().find_map(|(digest, kind)| Some((digest.ok()?, kind)));
        match decoded {
            Some((digest, kind)) if digest.len() == DIGEST_BYTES => {
                Self { kind, base64: Some(STANDARD.encode(digest)) }
            }
            Some(_) => Self { kind: ValueKind::WrongLength, base64: None },
            None => Self::wrapped(value).unwrap_or(Self { kind: ValueKind::NotBase64, base64: None }),
        }
    }
}

fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

impl ValueKind {
    /// Completes the sentence "value 1 of the header is …".
    pub(super) const fn describe(self) -> &'static str {
        match self {
            Self::Signature => "a signature",
            Self::Empty => "empty",
            Self::NotBase64 => "not base64",
            Self::WrongLength => "base64 of another length than 32 bytes",
            Self::Hexadecimal => "hexadecimal; the service writes base64",
            Self::UrlSafe => "base64 with the alphabet for URLs; the service uses the standard alphabet",
            Self::Unpadded => "base64 without its `=` at the end",
            Self::Wrapped => "base64 with white space in it",
        }
    }
}
