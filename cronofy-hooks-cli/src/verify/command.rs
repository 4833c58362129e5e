//! Runs `verify`.

use cronofy_hooks::{SIGNATURE_HEADER, SignatureError};
use http::{HeaderMap, HeaderValue};

use super::args::VerifyArgs;
use super::report::VerifyReport;
use super::saved_request::SavedRequest;
use super::search::find_match;
use super::signature_value::SignatureValue;
use crate::args::SecretTexts;
use crate::{CommandError, Exit, Io};

impl VerifyArgs {
    pub(crate) fn run(&self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        let secrets = self.secret.read()?;
        let request = SavedRequest::read(self, io)?;
        let signatures = SignatureValue::parse_all(&request.signatures);
        let report = VerifyReport::new(&signatures, &request.body, secrets.count(), &request.notes);
        let found = find_match(&signatures, &request.body, &secrets);
        let report = match found {
            Some(found) if found.is_unchanged(&signatures) => match refusal(&secrets, found.secret, &request) {
                None => report.matching(found),
                Some(error) => report.refused(&error),
            },
            Some(found) => report.matching_if(found),
            None => report.not_matching(!request.signatures.is_empty()),
        };
        if self.json {
            io.json(&report.json())?
        } else {
            report.print(io)?
        }
        Ok(if report.matches { Exit::Done } else { Exit::Mismatch })
    }
}

/// The error of the library, which may refuse a request although one of its signatures matches.
fn refusal(secrets: &SecretTexts, number: usize, request: &SavedRequest) -> Option<SignatureError> {
    let (_, secrets, _) = secrets.cleaned().find(|(other, ..)| *other == number)?;
    let mut headers = HeaderMap::new();
    for line in &request.signatures {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(SIGNATURE_HEADER, value);
        }
    }
    secrets.verify(&headers, &request.body).err()
}
