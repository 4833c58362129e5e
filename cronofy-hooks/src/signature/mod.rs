//! The signature of a delivery, and the secrets that it is verified with.

mod header;
mod secrets;
mod secrets_error;
#[cfg(test)]
mod tests;

pub use self::header::{SIGNATURE_HEADER, SignatureError};
pub use self::secrets::Secrets;
pub use self::secrets_error::{SecretsError, is_invisible, is_quote};
