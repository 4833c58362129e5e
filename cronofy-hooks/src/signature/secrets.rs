//! [`Secrets`] and the signature header.
//!
//! The service signs the bytes of every body with each active client secret of the application and
//! lists the results in one header.
//! Source: <https://docs.cronofy.com/developers/push-notifications/authentication/>.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::CtOutput;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::Sha256;

/// The header that carries the signatures.
pub const SIGNATURE_HEADER: HeaderName = HeaderName::from_static("cronofy-hmac-sha256");

/// Length of a SHA-256 digest.
const DIGEST_LEN: usize = 32;
/// Length of a digest in base64, with its padding.
pub(super) const ENCODED_LEN: usize = 44;
/// More values than an application has active client secrets. Bounds the work that a header can cause.
const MAX_VALUES: usize = 16;
/// Bounds the search for values; leaves room for spaces and for values of other lengths.
const MAX_HEADER_LEN: usize = 4096;
/// Bounds the work per delivery, which grows with every secret.
const MAX_SECRETS: usize = 8;

type Hash = Hmac<Sha256>;

/// The client secrets of the application, with which the service signs what it sends.
///
/// Take one, or several while you rotate them: a delivery is accepted when any of its signatures
/// matches any of the secrets. The service knows no separate webhook secret: this is the OAuth
/// client secret of the application.
///
/// The secrets cannot be read back and never appear in `Debug` output, logs or errors.
///
/// A signature does not expire. The service signs no time and no number that is used once, so a body
/// that was captured with its signature verifies for as long as the secret is active: see
/// [what a signature proves](crate#what-a-signature-proves).
///
/// ```
/// use cronofy_hooks::Secrets;
///
/// let secrets = Secrets::new(["CRN_NggYusqPGLxwjw5FHOJYOqSrTPNXy8WQf14OID"])?;
/// assert_eq!(format!("{secrets:?}"), "Secrets(1)");
/// # Ok::<(), cronofy_hooks::SecretsError>(())
/// ```
#[derive(Clone)]
pub struct Secrets {
    // The state of the hash after the key: cloning it saves hashing the key for every delivery.
    keyed: Box<[Hash]>,
}

impl Secrets {
    /// Takes the client secrets as values.
    ///
    /// # Errors
    /// When there is none or more than eight, or when one is empty or blank, has white space or a
    /// quotation mark at an edge, or an invisible character in it, such as a byte order mark: a secret
    /// looks like that when it was copied together with its surroundings.
    pub fn new(secrets: impl IntoIterator<Item = impl Into<String>>) -> Result<Self, SecretsError> {
        let mut keyed = Vec::new();
        for (index, secret) in secrets.into_iter().enumerate() {
            let secret: String = secret.into();
            if let Some(odd) = Odd::of(&secret) {
                return Err(SecretsError(Refused::Odd(index, odd)));
            }
            if index == MAX_SECRETS {
                return Err(SecretsError(Refused::TooMany));
            }
            // HMAC takes keys of any length; other algorithms do not, hence the error.
            let hash =
                Hash::new_from_slice(secret.as_bytes()).map_err(|_| SecretsError(Refused::Odd(index, Odd::Empty)))?;
            keyed.push(hash);
        }
        if keyed.is_empty() {
            return Err(SecretsError(Refused::None));
        }
        Ok(Self { keyed: keyed.into() })
    }

    /// Matches no signature: for a process that receives nothing.
    #[cfg(feature = "inbox")]
    pub(crate) fn none() -> Self {
        Self { keyed: Box::new([]) }
    }

    /// Takes the client secrets from an environment variable, separated by commas.
    ///
    /// # Errors
    /// When the variable is not set, is not Unicode, or holds what [`Secrets::new`] refuses.
    pub fn from_env(variable: &str) -> Result<Self, SecretsError> {
        let in_variable = |refused| SecretsError(Refused::Variable(variable.to_owned(), Box::new(refused)));
        match std::env::var(variable) {
            Ok(value) => Self::new(value.split(',')).map_err(|error| in_variable(error.0)),
            Err(std::env::VarError::NotPresent) => Err(in_variable(Refused::NotSet)),
            Err(std::env::VarError::NotUnicode(_)) => Err(in_variable(Refused::NotUnicode)),
        }
    }

    /// Checks that one of the signatures in the headers was made with one of the secrets over
    /// exactly these bytes.
    ///
    /// Every value is compared with every secret in constant time. The work is bounded for any headers.
    ///
    /// # Errors
    /// When the header is missing, holds no signature or too many, or when none matches.
    ///
    /// ```
    /// use cronofy_hooks::{SIGNATURE_HEADER, Secrets, SignatureError};
    /// use http::{HeaderMap, HeaderValue};
    ///
    /// let secrets = Secrets::new(["CRN_NggYusqPGLxwjw5FHOJYOqSrTPNXy8WQf14OID"])?;
    /// let mut headers = HeaderMap::new();
    /// headers.insert(
    ///     SIGNATURE_HEADER,
    ///     HeaderValue::from_static("5DxentQi5YSXODEzTVv06sRwJ3pULIz1KrYv20qxEK0="),
    /// );
    /// assert_eq!(secrets.verify(&headers, br#"{"example":"well-known"}"#), Ok(()));
    /// assert_eq!(secrets.verify(&headers, b"{}"), Err(SignatureError::Mismatch));
    /// # Ok::<(), cronofy_hooks::SecretsError>(())
    /// ```
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), SignatureError> {
        let mut signatures = Signatures::none();
        signatures.read(headers)?;
        let mut matched = false;
        for keyed in &self.keyed {
            let expected = keyed.clone().chain_update(body).finalize();
            for signature in signatures.as_slice() {
                // `CtOutput` compares in constant time; `|` does not stop at the first match.
                matched |= expected == CtOutput::<Hash>::new((*signature).into());
            }
        }
        if matched { Ok(()) } else { Err(SignatureError::Mismatch) }
    }

    /// The value of the signature header for a body, as the service would send it: one signature
    /// for each secret, separated by commas.
    ///
    /// ```
    /// use cronofy_hooks::Secrets;
    ///
    /// let secrets = Secrets::new(["CRN_NggYusqPGLxwjw5FHOJYOqSrTPNXy8WQf14OID"])?;
    /// let header = secrets.sign(br#"{"example":"well-known"}"#);
    /// assert_eq!(header, "5DxentQi5YSXODEzTVv06sRwJ3pULIz1KrYv20qxEK0=");
    /// # Ok::<(), cronofy_hooks::SecretsError>(())
    /// ```
    #[must_use]
    pub fn sign(&self, body: &[u8]) -> HeaderValue {
        let mut header = Vec::with_capacity(self.keyed.len() * (ENCODED_LEN + 1));
        for (index, keyed) in self.keyed.iter().enumerate() {
            if index > 0 {
                header.push(b',');
            }
            let digest = keyed.clone().chain_update(body).finalize().into_bytes();
            let mut encoded = [0; ENCODED_LEN];
            if let Ok(len) = STANDARD.encode_slice(digest, &mut encoded) {
                header.extend_from_slice(&encoded[..len]);
            }
        }
        // Base64 and commas are always the value of a header.
        HeaderValue::from_bytes(&header).unwrap_or(HeaderValue::from_static(""))
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.keyed.len())
    }
}

/// The signatures of one delivery, decoded.
struct Signatures {
    decoded: [[u8; DIGEST_LEN]; MAX_VALUES],
    len: usize,
    /// How many values were read, signatures or not.
    taken: usize,
}

impl Signatures {
    fn none() -> Self {
        Self { decoded: [[0; DIGEST_LEN]; MAX_VALUES], len: 0, taken: 0 }
    }

    /// Reads every line of the header and skips values that are no signature, as the service's own
    /// clients do.
    fn read(&mut self, headers: &HeaderMap) -> Result<(), SignatureError> {
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
        if value.len() != ENCODED_LEN {
            return false;
        }
        // The decoder reserves by the encoded length, which is one byte more than a digest.
        let mut decoded = [0; DIGEST_LEN + 1];
        if STANDARD.decode_slice(value, &mut decoded) != Ok(DIGEST_LEN) {
            return false;
        }
        self.decoded[self.len].copy_from_slice(&decoded[..DIGEST_LEN]);
        self.len += 1;
        true
    }

    fn as_slice(&self) -> &[[u8; DIGEST_LEN]] {
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

/// Why [`Secrets`] could not be made. Holds no part of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretsError(Refused);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Refused {
    None,
    TooMany,
    Odd(usize, Odd),
    NotSet,
    NotUnicode,
    Variable(String, Box<Refused>),
}

/// A character that no secret has, but a careless copy of one has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Odd {
    Empty,
    WhiteSpace,
    Quoted,
    /// The first invisible character.
    Invisible(char),
}

impl Odd {
    fn of(secret: &str) -> Option<Self> {
        if secret.chars().all(|char| char.is_whitespace() || is_quote(char) || is_invisible(char)) {
            Some(Self::Empty)
        } else if let Some(char) = secret.chars().find(|char| is_invisible(*char)) {
            Some(Self::Invisible(char))
        } else if secret.trim() != secret {
            Some(Self::WhiteSpace)
        } else if secret.starts_with(is_quote) || secret.ends_with(is_quote) {
            Some(Self::Quoted)
        } else {
            None
        }
    }
}

/// The quotation marks of keyboards, and those that editors replace them with.
fn is_quote(char: char) -> bool {
    matches!(char, '"' | '\'' | '`' | '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '‛' | '«' | '»')
}

/// A byte order mark, a soft hyphen, and the marks of width 0: they join, separate or turn words.
fn is_invisible(char: char) -> bool {
    matches!(
        char,
        '\u{ad}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    )
}

impl fmt::Display for SecretsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("no client secret was given; give at least one"),
            Self::TooMany => {
                write!(f, "more than {MAX_SECRETS} client secrets were given; give only those that are active")
            }
            Self::Odd(index, odd) => {
                write!(f, "client secret number {} ", index + 1)?;
                match odd {
                    Odd::Empty => f.write_str("is empty; give the secret or leave the entry out"),
                    Odd::WhiteSpace => f.write_str("begins or ends with white space; remove it"),
                    Odd::Quoted => f.write_str("begins or ends with a quotation mark; write it without the marks"),
                    Odd::Invisible('\u{feff}') => f.write_str(
                        "holds a byte order mark, which is invisible; save the text without it, or type the secret anew",
                    ),
                    Odd::Invisible(char) => write!(
                        f,
                        "holds an invisible character (U+{:04X}); copy the secret without it, or type it anew",
                        u32::from(*char)
                    ),
                }
            }
            Self::NotSet => f.write_str("is not set; set it to the client secret of your application"),
            Self::NotUnicode => f.write_str("is not valid Unicode; set it to the client secret of your application"),
            Self::Variable(name, refused) if matches!(**refused, Self::NotSet | Self::NotUnicode) => {
                write!(f, "the environment variable {name} {refused}")
            }
            Self::Variable(name, refused) => write!(f, "in the environment variable {name}: {refused}"),
        }
    }
}

impl std::error::Error for SecretsError {}
