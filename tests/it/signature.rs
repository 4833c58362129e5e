//! The signature of the published vectors, and nothing else, is accepted.

use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{SIGNATURE_HEADER, Secrets, SignatureError};
use cronofy_hooks_tests::{OTHER_SECRET, SECRET, fixture, router, secrets, signed};
use http::{HeaderMap, HeaderValue};

/// A secret, the bytes that were signed with it, and the digest.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Vector {
    secret: String,
    body: Vec<u8>,
    hmac: String,
}

/// Two secrets, the bytes that were signed with both, and the header.
type Double = ([String; 2], Vec<u8>, String);

/// The vectors, one for each secret, and the headers with two values.
fn vectors() -> (Vec<Vector>, Vec<Double>) {
    let file = fixture("hmac_vectors.json");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let mut single: Vec<_> = file["published"]
        .as_array()
        .unwrap()
        .iter()
        .map(|vector| Vector {
            secret: text(&vector["secret"]),
            body: text(&vector["body"]).into_bytes(),
            hmac: text(&vector["hmac"]),
        })
        .collect();
    let mut double = Vec::new();
    for vector in file["computed"].as_array().unwrap() {
        let body = bytes(vector["body_hex"].as_str().unwrap());
        assert_eq!(Some(body.len() as u64), vector["body_len"].as_u64());
        for (secret, hmac) in [("secret_a", "hmac_a"), ("secret_b", "hmac_b")] {
            single.push(Vector { secret: text(&vector[secret]), body: body.clone(), hmac: text(&vector[hmac]) });
        }
        double.push(([text(&vector["secret_a"]), text(&vector["secret_b"])], body, text(&vector["header_multi"])));
    }
    (single, double)
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn verify(secrets: &[&str], header: &str, body: &[u8]) -> Result<(), SignatureError> {
    let mut headers = HeaderMap::new();
    headers.insert(SIGNATURE_HEADER, HeaderValue::from_str(header).unwrap());
    Secrets::new(secrets.iter().copied()).unwrap().verify(&headers, body)
}

#[test]
fn every_vector_verifies_and_every_other_combination_fails() {
    let (vectors, _) = vectors();
    assert!(vectors.len() >= 6 + 16, "the vectors were found");
    let (mut good, mut bad) = (0, 0);
    for secret in &vectors {
        for body in &vectors {
            for digest in &vectors {
                let signed =
                    Vector { secret: secret.secret.clone(), body: body.body.clone(), hmac: digest.hmac.clone() };
                let expected = if vectors.contains(&signed) { Ok(()) } else { Err(SignatureError::Mismatch) };
                assert_eq!(verify(&[&signed.secret], &signed.hmac, &signed.body), expected, "{signed:?}");
                if expected.is_ok() { good += 1 } else { bad += 1 }
            }
        }
    }
    assert!(good >= vectors.len() && bad > 1000, "{good} accepted, {bad} refused");
}

#[test]
fn what_is_signed_is_what_the_vectors_say() {
    for vector in vectors().0 {
        let header = Secrets::new([vector.secret.as_str()]).unwrap().sign(&vector.body);
        assert_eq!(header, vector.hmac, "{vector:?}");
    }
}

#[test]
fn headers_of_two_secrets_verify_with_either_and_with_both() {
    let (_, double) = vectors();
    for ([a, b], body, header) in &double {
        for secrets in [&[a.as_str()][..], &[b.as_str()], &[a, b], &[b, a], &[OTHER_SECRET, b]] {
            assert_eq!(verify(secrets, header, body), Ok(()), "{header}");
        }
        let spaced = header.replace(',', " , ");
        assert_eq!(verify(&[b], &spaced, body), Ok(()), "{spaced}");
        assert_eq!(verify(&[OTHER_SECRET], header, body), Err(SignatureError::Mismatch), "{header}");
        for (_, other, _) in double.iter().filter(|(_, other, _)| other != body) {
            assert_eq!(verify(&[a, b], header, other), Err(SignatureError::Mismatch), "{header}");
        }
        assert_eq!(Secrets::new([a, b]).unwrap().sign(body), header.as_str());
    }
}

#[tokio::test]
async fn deliveries_are_accepted_with_the_vectors_and_refused_with_anything_near() {
    let body = r#"{"notification":{"type":"verification"},"channel":{"channel_id":"chn_6f1a"}}"#;
    let good = secrets().sign(body.as_bytes());
    let good = good.to_str().unwrap();
    let other = Secrets::new([OTHER_SECRET]).unwrap().sign(body.as_bytes());
    let other = other.to_str().unwrap();
    let unpadded = good.trim_end_matches('=');
    let url_safe = good.replace('+', "-").replace('/', "_");
    let hex: String = good.bytes().map(|byte| format!("{byte:02x}")).collect();
    let cases = [
        ("good", good.to_owned(), 204),
        ("good after another", format!("{other},{good}"), 204),
        ("good before another", format!("{good},{other}"), 204),
        ("good after rubbish", format!("rubbish,,{good}"), 204),
        ("spaced", format!("  {other} ,\t{good} "), 204),
        ("another secret", other.to_owned(), 401),
        ("empty", String::new(), 401),
        ("commas", ",,,".to_owned(), 401),
        ("no padding", unpadded.to_owned(), 401),
        ("cut", good[..40].to_owned(), 401),
        ("longer", format!("{good}A"), 401),
        ("upper case", good.to_uppercase(), 401),
        ("hex", hex, 401),
        ("a scheme", format!("sha256={good}"), 401),
        ("the secret itself", SECRET.to_owned(), 401),
        ("separated by semicolons", format!("{other};{good}"), 401),
        ("16 values", format!("{}{good}", "x,".repeat(15)), 204),
        ("17 values", format!("{}{good}", "x,".repeat(16)), 401),
    ];
    let (router, log) = router();
    for (name, header, status) in cases {
        let answer = TestRequest::body(body).header(SIGNATURE_HEADER, &header).send_to(router.clone()).await;
        assert_eq!(answer.status, status, "{name}: {}", answer.text);
        assert_eq!(log.handlers().len(), usize::from(status == 204), "{name}");
    }
    if url_safe != good {
        let answer = TestRequest::body(body).header(SIGNATURE_HEADER, &url_safe).send_to(router.clone()).await;
        assert_eq!(answer.status, 401);
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
