//! [`Secrets`]: the client secrets, and the signatures that they make and verify.
//!
//! The service signs the bytes of every body with each active client secret of the application and
//! lists the results in one header.
//! Source: <https://docs.cronofy.com/developers/push-notifications/authentication/>.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::CtOutput;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderValue};
use sha2::Sha256;

use super::header::{ENCODED_LEN, SignatureError, Signatures};
use super::secrets_error::{MAX_SECRETS, SecretsError, odd};

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
            let refused = |why: &str| SecretsError(format!("client secret number {} {why}", index + 1));
            if let Some(why) = odd(&secret) {
                return Err(refused(&why));
            }
            if index == MAX_SECRETS {
                return Err(SecretsError(format!(
                    "more than {MAX_SECRETS} client secrets were given; give only those that are active"
                )));
            }
            // HMAC takes keys of any length; other algorithms do not, hence the error.
            let hash = Hash::new_from_slice(secret.as_bytes()).map_err(|_| refused("cannot be a key; check it"))?;
            keyed.push(hash);
        }
        if keyed.is_empty() {
            return Err(SecretsError("no client secret was given; give at least one".to_owned()));
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
        let what = match std::env::var(variable) {
            Ok(value) => {
                return Self::new(value.split(','))
                    .map_err(|error| SecretsError(format!("in the environment variable {variable}: {error}")));
            }
            Err(std::env::VarError::NotPresent) => "is not set",
            Err(std::env::VarError::NotUnicode(_)) => "is not valid Unicode",
        };
        Err(SecretsError(format!(
            "the environment variable {variable} {what}; set it to the client secret of your application"
        )))
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
    /// use axum::http::{HeaderMap, HeaderValue};
    /// use cronofy_hooks::{SIGNATURE_HEADER, Secrets, SignatureError};
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
