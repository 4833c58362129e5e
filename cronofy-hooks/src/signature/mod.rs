//! The signature of a delivery, and the secrets that it is verified with.

mod secrets;
#[cfg(test)]
mod tests;

pub use self::secrets::{SIGNATURE_HEADER, Secrets, SecretsError, SignatureError};
