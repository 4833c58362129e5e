//! What `verify` does.

use cronofy_hooks::{SIGNATURE_HEADER, SignatureError};
use http::{HeaderMap, HeaderValue};

use super::args::VerifyArgs;
use super::capture::Capture;
use super::difference::find;
use super::report::Report;
use super::signature::Signature;
use crate::exit::Exit;
use crate::failure::{Failure, end};
use crate::io::Io;
use crate::secret::Given;

impl VerifyArgs {
    pub(crate) fn run(&self, io: &mut Io<'_>) -> Exit {
        let result = self.verify(io);
        end(result, io)
    }

    fn verify(&self, io: &mut Io<'_>) -> Result<Exit, Failure> {
        let given = self.secret.read()?;
        let capture = Capture::read(self, io)?;
        let signatures = Signature::all(&capture.signatures);
        let report = Report::new(&signatures, &capture.body, given.count(), &capture.notes);
        let found = find(&signatures, &capture.body, &given);
        let report = match found {
            Some(found) if found.is_none(&signatures) => match refused(&given, found.secret, &capture) {
                None => report.matching(found),
                Some(refused) => report.refused(refused),
            },
            Some(found) => report.nearly(found),
            None => report.unlike(!capture.signatures.is_empty()),
        };
        if self.json {
            io.json(&report)?;
        } else {
            report.tell(io)?;
        }
        Ok(if report.matches { Exit::Done } else { Exit::Unfit })
    }
}

/// The last word is the library's own.
fn refused(given: &Given, number: usize, capture: &Capture) -> Option<SignatureError> {
    let (_, secrets, _) = given.cleaned().find(|(other, ..)| *other == number)?;
    let mut headers = HeaderMap::new();
    for line in &capture.signatures {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(SIGNATURE_HEADER, value);
        }
    }
    secrets.verify(&headers, &capture.body).err()
}
