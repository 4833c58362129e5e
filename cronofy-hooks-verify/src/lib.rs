#![doc = include_str!("../README.md")]

// From bytes to a request.
mod captured_request;
mod read;

// From a request to a report.
mod check;

pub use crate::captured_request::{CaptureError, CaptureFormat, CapturedRequest};
pub use crate::check::{ComputedSignature, SecretTexts, SignatureReport};
