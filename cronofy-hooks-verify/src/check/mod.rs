//! From a request to a report: what matches, and what changed on the way if nothing does.

mod canonicalize;
mod completeness;
mod computed;
mod report;
mod search;
mod secret_texts;
mod signature_value;
mod verify;
mod windows_1252;

pub use self::computed::ComputedSignature;
pub use self::report::SignatureReport;
pub use self::secret_texts::SecretTexts;
