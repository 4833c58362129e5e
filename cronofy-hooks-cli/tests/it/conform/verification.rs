//! How receivers verify: as they should, or with a fault.

use std::time::Duration;

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use cronofy_hooks::Secrets;
use serde_json::Value;

use super::receiver::{Fault, SECRETS};

const HEADER: &str = "cronofy-hmac-sha256";

/// Whether the header has a signature of the body.
pub(super) fn is_signed(fault: Fault, headers: &HeaderMap, body: &[u8]) -> bool {
    let header = headers.get(HEADER).and_then(|header| header.to_str().ok());
    let header = match (fault, header) {
        (Fault::VerifiesNothing, _) | (Fault::AcceptsWithoutHeader, None) => return true,
        (_, None) => return false,
        (_, Some(header)) => header,
    };
    let expected: Vec<String> = secrets(fault).iter().map(|secret| signature(secret, &verified(fault, body))).collect();
    let is_expected = |value: &str| expected.iter().any(|expected| expected == value);
    let mut values = header.split(',');
    match fault {
        Fault::ComparesTheWholeHeader => is_expected(header),
        Fault::ReadsTheFirstValueOnly => values.next().is_some_and(|value| is_expected(value.trim())),
        Fault::DoesNotTrimValues => values.any(is_expected),
        Fault::RefusesAHeaderWithOtherText => {
            values.clone().all(|value| STANDARD.decode(value.trim()).is_ok()) && values.any(|it| is_expected(it.trim()))
        }
        Fault::DecodesLeniently => values.any(|value| decoded(value.trim()).is_some_and(|value| is_expected(&value))),
        _ => values.any(|value| is_expected(value.trim())),
    }
}

/// What is verified in place of the body.
fn verified(fault: Fault, body: &[u8]) -> Vec<u8> {
    match fault {
        Fault::VerifiesText => String::from_utf8_lossy(body).into_owned().into_bytes(),
        Fault::VerifiesLatin1 => body.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes(),
        Fault::TrimsTheBody => body.trim_ascii().to_vec(),
        Fault::VerifiesReserialisedJson => match serde_json::from_slice::<Value>(body) {
            Ok(json) => json.to_string().into_bytes(),
            Err(_) => Vec::new(),
        },
        _ => body.to_vec(),
    }
}

fn secrets(fault: Fault) -> Vec<&'static str> {
    match fault {
        Fault::HasAnotherSecret => vec!["CRN_conform_other"],
        Fault::HasOneSecretOnly => vec![SECRETS[0]],
        // HMAC fills keys with zeros: this is the empty secret.
        Fault::HasAnEmptySecretToo => vec![SECRETS[0], SECRETS[1], "\0"],
        _ => SECRETS.to_vec(),
    }
}

fn signature(secret: &str, body: &[u8]) -> String {
    let secrets = Secrets::new([secret]).expect("it is a secret");
    secrets.sign(body).to_str().expect("base64 is ASCII").to_owned()
}

/// A value in any spelling, as base64.
fn decoded(value: &str) -> Option<String> {
    let decode = |engine: &GeneralPurpose| engine.decode(value).ok();
    let digest = decode(&STANDARD).or_else(|| decode(&STANDARD_NO_PAD)).or_else(|| decode(&URL_SAFE))?;
    Some(STANDARD.encode(digest))
}

/// How long a fault makes the comparison. A millisecond for each value stands for hashing a quarter of a megabyte again.
pub(super) fn time_of_comparison(fault: Fault, headers: &HeaderMap) -> Duration {
    let values = headers.get(HEADER).map_or(0, |header| header.as_bytes().split(|byte| *byte == b',').count());
    match fault {
        Fault::HashesForEachValue => Duration::from_millis(values.try_into().unwrap_or(u64::MAX)),
        _ => Duration::ZERO,
    }
}
