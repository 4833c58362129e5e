//! Makes the report.

use cronofy_hooks::{SIGNATURE_HEADER, SignatureError};
use http::{HeaderMap, HeaderValue};

use super::report::SignatureReport;
use super::search::find_match;
use super::secret_texts::SecretTexts;
use super::signature_value::SignatureValue;
use crate::captured_request::CapturedRequest;

impl SignatureReport {
    /// Checks the signature of a request.
    ///
    /// # Errors
    /// If the body was not saved, with the reason.
    pub fn of(request: &CapturedRequest, secrets: &SecretTexts) -> Result<Self, String> {
        let body = request.body()?;
        let signatures = SignatureValue::parse_all(&request.head.signatures);
        let report = Self::new(request, &signatures, body, secrets.count());
        let found = find_match(&signatures, body, secrets);
        Ok(match found {
            Some(found) if found.is_unchanged(&signatures) => match refusal(secrets, found.secret, request, body) {
                None => report.matching(found),
                Some(error) => report.refused(&error),
            },
            Some(found) => report.matching_if(found),
            None => report.not_matching(request, body),
        })
    }
}

/// The error of the library, which may refuse a request although one of its signatures matches.
fn refusal(secrets: &SecretTexts, number: usize, request: &CapturedRequest, body: &[u8]) -> Option<SignatureError> {
    let (_, secrets, _) = secrets.cleaned().find(|(other, ..)| *other == number)?;
    let mut headers = HeaderMap::new();
    for line in &request.head.signatures {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(SIGNATURE_HEADER, value);
        }
    }
    secrets.verify(&headers, body).err()
}
