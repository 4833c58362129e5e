//! [`Signature`]: one value of the signature header, and what kind of text it is.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde::Serialize;

/// Of SHA-256.
const BYTES: usize = 32;

/// One value of the signature header.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    pub(super) is: Is,
    /// The signature as the service would write it, where the text can be read as one.
    pub(super) base64: Option<String>,
}

/// What kind of text a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Is {
    Signature,
    Empty,
    NotBase64,
    WrongLength,
    Hexadecimal,
    UrlSafe,
    Unpadded,
}

impl Signature {
    /// The values of all lines of the header.
    pub(super) fn all(lines: &[Vec<u8>]) -> Vec<Self> {
        let values = lines.iter().flat_map(|line| line.split(|byte| *byte == b','));
        values.map(|value| Self::read(value.trim_ascii())).collect()
    }

    fn read(value: &[u8]) -> Self {
        if value.is_empty() {
            return Self { is: Is::Empty, base64: None };
        }
        if value.len() == 2 * BYTES
            && let Some(digest) = from_hex(value)
        {
            return Self { is: Is::Hexadecimal, base64: Some(STANDARD.encode(digest)) };
        }
        let spellings = [
            (STANDARD.decode(value), Is::Signature),
            (STANDARD_NO_PAD.decode(value), Is::Unpadded),
            (URL_SAFE.decode(value), Is::UrlSafe),
            (URL_SAFE_NO_PAD.decode(value), Is::UrlSafe),
        ];
        let read = spellings.into_iter().find_map(|(digest, is)| Some((digest.ok()?, is)));
        match read {
            Some((digest, is)) if digest.len() == BYTES => Self { is, base64: Some(STANDARD.encode(digest)) },
            Some(_) => Self { is: Is::WrongLength, base64: None },
            None => Self { is: Is::NotBase64, base64: None },
        }
    }
}

fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

impl Is {
    /// In words, for a value that is no signature as the service writes it.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Signature => "a signature",
            Self::Empty => "empty",
            Self::NotBase64 => "no base64",
            Self::WrongLength => "base64, but not of 32 bytes",
            Self::Hexadecimal => "hexadecimal, where the service writes base64",
            Self::UrlSafe => "base64 of the alphabet for URLs, where the service writes the standard one",
            Self::Unpadded => "base64 without its `=` at the end",
        }
    }
}
