//! The signature header, and why a delivery is refused for it.
//! Source: <https://docs.cronofy.com/developers/push-notifications/authentication/>.

use std::fmt;

use http::{HeaderMap, HeaderName};

use super::base64::{DIGEST_LEN, decode};

/// The header that carries the signatures.
pub const SIGNATURE_HEADER: HeaderName = HeaderName::from_static("cronofy-hmac-sha256");

/// More values than an application has active client secrets. Bounds the work that a header can cause.
const MAX_VALUES: usize = 16;
/// Bounds the search for values; leaves room for spaces and for values of other lengths.
const MAX_HEADER_LEN: usize = 4096;

/// The signatures of one delivery, decoded.
pub(super) struct Signatures {
    decoded: [[u8; DIGEST_LEN]; MAX_VALUES],
    len: usize,
    /// How many values were read, signatures or not.
    taken: usize,
}

impl Signatures {
    pub(super) fn none() -> Self {
        Self { decoded: [[0; DIGEST_LEN]; MAX_VALUES], len: 0, taken: 0 }
    }

    /// Reads every line of the header and skips values that are no signature, as the service's own
    /// clients do.
    pub(super) fn read(&mut self, headers: &HeaderMap) -> Result<(), SignatureError> {
        let mut header_len = 0;
        let mut present = false;
        for line in headers.get_all(SIGNATURE_HEADER) {
            present = true;
            header_len += line.len();
            if header_len > MAX_HEADER_LEN {
                return Err(SignatureError::TooMany);
            }
            if self.taken < MAX_VALUES && self.decode(line.as_bytes()) {
                // Nearly always there is one signature: a value that decodes holds no comma.
                self.taken += 1;
                continue;
            }
            for value in line.as_bytes().split(|byte| *byte == b',') {
                self.take(value.trim_ascii())?;
            }
        }
        match (present, self.len) {
            (false, _) => Err(SignatureError::Missing),
            (true, 0) => Err(SignatureError::Malformed),
            (true, _) => Ok(()),
        }
    }

    fn take(&mut self, value: &[u8]) -> Result<(), SignatureError> {
        if self.taken == MAX_VALUES {
            return Err(SignatureError::TooMany);
        }
        self.taken += 1;
        self.decode(value);
        Ok(())
    }

    /// Keeps a value that is a signature, and says whether it is one.
    fn decode(&mut self, value: &[u8]) -> bool {
        let Some(digest) = value.try_into().ok().and_then(decode) else { return false };
        self.decoded[self.len] = digest;
        self.len += 1;
        true
    }

    pub(super) fn as_slice(&self) -> &[[u8; DIGEST_LEN]] {
        &self.decoded[..self.len]
    }
}

/// Why a delivery was refused. Says nothing that helps to forge one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// There is no signature header.
    Missing,
    /// No value in the header is the base64 of 32 bytes.
    Malformed,
    /// The header holds more values than the service ever sends.
    TooMany,
    /// No signature was made with one of the secrets over these bytes.
    Mismatch,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => {
                "the header Cronofy-HMAC-SHA256 is missing; only requests signed by the service are accepted"
            }
            Self::Malformed => {
                "no value in the header Cronofy-HMAC-SHA256 is a signature; each is the base64 of 32 bytes, separated by commas"
            }
            Self::TooMany => "the header Cronofy-HMAC-SHA256 holds too many values; at most 16 are read",
            Self::Mismatch => {
                "no signature matches the body; check that the client secret is the one of this application, and that nothing on the way changes the bytes of the body"
            }
        })
    }
}

impl std::error::Error for SignatureError {}
