//! The cases of `vectors/signature.json`, and cases near them.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{Hooks, SIGNATURE_HEADER, Secrets, SignatureError, handlers};
use cronofy_hooks_tests::{read_json, root, router, secrets, signed};
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;

/// One case of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureVector {
    name: String,
    group: String,
    secrets: Vec<String>,
    headers: Vec<String>,
    body: Option<String>,
    body_base64: Option<String>,
    verdict: VectorVerdict,
    because: Option<RefusalReason>,
    /// The header is what the service itself sends with these secrets.
    #[serde(default)]
    signed: bool,
    why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum VectorVerdict {
    Accept,
    Refuse,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RefusalReason {
    Missing,
    Malformed,
    TooMany,
    Mismatch,
    NoSecret,
}

impl SignatureVector {
    fn body(&self) -> Vec<u8> {
        match (&self.body, &self.body_base64) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(encoded)) => STANDARD.decode(encoded).unwrap(),
            _ => panic!("{}: one body", self.name),
        }
    }

    fn headers(&self) -> HeaderMap {
        let lines = self.headers.iter().map(|line| (SIGNATURE_HEADER, HeaderValue::from_str(line).unwrap()));
        lines.collect()
    }
}

fn vectors() -> Vec<SignatureVector> {
    let mut file = read_json(&root().join("vectors/signature.json"));
    let vectors: Vec<SignatureVector> = serde_json::from_value(file["cases"].take()).unwrap();
    assert_eq!((&file["version"], &file["header"]), (&1.into(), &"Cronofy-HMAC-SHA256".into()));
    assert!(vectors.len() >= 120, "the vectors were found");
    let names: BTreeSet<_> = vectors.iter().map(|vector| &vector.name).collect();
    assert_eq!(names.len(), vectors.len(), "each name is there once");
    assert!(vectors.iter().all(|vector| !vector.why.is_empty() && !vector.group.is_empty()));
    vectors
}

fn verify(secrets: &[String], headers: &HeaderMap, body: &[u8]) -> Result<(), SignatureError> {
    Secrets::new(secrets.iter().cloned()).unwrap().verify(headers, body)
}

#[test]
fn every_vector_has_its_verdict() {
    for vector in vectors() {
        if vector.because == Some(RefusalReason::NoSecret) {
            assert!(Secrets::new(vector.secrets.iter().cloned()).is_err(), "{}", vector.name);
            continue;
        }
        let expected = match vector.because {
            None => Ok(()),
            Some(RefusalReason::Missing) => Err(SignatureError::Missing),
            Some(RefusalReason::Malformed) => Err(SignatureError::Malformed),
            Some(RefusalReason::TooMany) => Err(SignatureError::TooMany),
            Some(RefusalReason::Mismatch | RefusalReason::NoSecret) => Err(SignatureError::Mismatch),
        };
        assert_eq!(expected.is_ok(), vector.verdict == VectorVerdict::Accept, "{}", vector.name);
        assert_eq!(verify(&vector.secrets, &vector.headers(), &vector.body()), expected, "{}", vector.name);
    }
}

#[test]
fn what_is_signed_is_what_the_vectors_say() {
    let vectors: Vec<_> = vectors().into_iter().filter(|vector| vector.signed).collect();
    assert!(vectors.len() > 30, "{}", vectors.len());
    for vector in vectors {
        let header = Secrets::new(vector.secrets.iter().cloned()).unwrap().sign(&vector.body());
        assert_eq!([header.to_str().unwrap()], *vector.headers, "{}", vector.name);
    }
}

#[test]
fn every_other_combination_fails() {
    let vectors: Vec<_> = vectors().into_iter().filter(|it| it.signed && it.secrets.len() == 1).collect();
    let signed: Vec<_> = vectors.iter().map(|it| (&it.secrets, it.body(), it.headers())).collect();
    let (mut good, mut bad) = (0, 0);
    for (secrets, ..) in &signed {
        for (_, body, _) in &signed {
            for (.., headers) in &signed {
                let is_signed = signed.contains(&(secrets, body.clone(), headers.clone()));
                let expected = if is_signed { Ok(()) } else { Err(SignatureError::Mismatch) };
                assert_eq!(verify(secrets, headers, body), expected, "{headers:?}");
                if is_signed { good += 1 } else { bad += 1 }
            }
        }
    }
    assert!(good >= vectors.len() && bad > 1000, "{good} accepted, {bad} refused");
}

/// What is accepted need not be JSON, which is looked at afterwards.
#[tokio::test]
async fn what_has_no_signature_is_answered_401() {
    for vector in vectors() {
        let Ok(secrets) = Secrets::new(vector.secrets.iter().cloned()) else { continue };
        let router = Hooks::new(secrets).handlers(handlers![..]).into_router().unwrap();
        let answer = TestRequest::body(vector.body()).headers(vector.headers()).send_to(router).await;
        assert_eq!(answer.status == 401, vector.verdict == VectorVerdict::Refuse, "{}: {answer:?}", vector.name);
    }
}

#[tokio::test]
async fn a_signature_holds_for_exactly_its_bytes() {
    let body = br#"{"notification":{"type":"verification"},"channel":{"channel_id":"chn_6f1a"}}"#;
    let signature = secrets().sign(body);
    let (router, log) = router();
    let mut forged = Vec::new();
    for at in 0..body.len() {
        let mut changed = body.to_vec();
        changed[at] ^= 1;
        forged.push(changed);
        forged.push([&body[..at], &body[at + 1..]].concat());
    }
    forged.extend([[&body[..], b"\n"].concat(), [b" ", &body[..]].concat()]);
    for changed in forged {
        let request = TestRequest::body(changed.clone()).header(SIGNATURE_HEADER, signature.to_str().unwrap());
        let answer = request.send_to(router.clone()).await;
        assert_eq!(answer.status, 401, "{}", String::from_utf8_lossy(&changed));
    }
    assert_eq!(log.handlers(), Vec::<&str>::new());
    assert_eq!(signed(body.to_vec()).send_to(router).await.status, 204);
}
