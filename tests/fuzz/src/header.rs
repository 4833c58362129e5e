//! The signature header, beside the same rule written down from its definition.

use cronofy_hooks::{SIGNATURE_HEADER, Secrets, SignatureError};
use cronofy_hooks_tests::{OTHER_SECRET, SECRET};
use http::{HeaderMap, HeaderValue};
use sha2::{Digest as _, Sha256};

use crate::cost::AllocationLimit;

/// The decoded values have a fixed place, so verifying allocates nothing. What the test runner allocates
/// meanwhile is no more than this.
const LIMIT: AllocationLimit = AllocationLimit { bytes: 8 << 10, bytes_per_byte: 0, calls: 64, calls_per_byte: 0 };

/// As documented: bytes of all lines of the header.
const MOST_BYTES: usize = 4096;
/// As documented: values of all lines of the header.
const MOST_VALUES: usize = 16;

const STRANGER: &str = "CRN_a_secret_of_another_one_CCCCCCCCCCCCCCC";

/// The input: lines of the header, an empty line, the body. In the lines, `{1}` and `{2}` stand for
/// the signatures by the two secrets of the application, `{3}` for that of another one.
///
/// # Panics
/// When the library and the definition differ.
pub fn check(data: &[u8]) {
    let (head, body) = match data.windows(2).position(|two| two == b"\n\n") {
        Some(end) => (&data[..end], &data[end + 2..]),
        None => (data, &[][..]),
    };
    let signed = [SECRET, OTHER_SECRET, STRANGER].map(|secret| base64(&hmac(secret.as_bytes(), body)));
    let mut lines: Vec<Vec<u8>> = Vec::new();
    let mut headers = HeaderMap::new();
    if data.first().is_some_and(|first| *first != b'\n') {
        for line in head.split(|byte| *byte == b'\n') {
            let line = fill_in(line, &signed);
            // What cannot be the value of a header never arrives.
            let Ok(value) = HeaderValue::from_bytes(&line) else { continue };
            headers.append(SIGNATURE_HEADER, value);
            lines.push(line);
        }
    }

    let secrets = Secrets::new([SECRET, OTHER_SECRET]).unwrap();
    let verdict = LIMIT.keep(data.len(), || secrets.verify(&headers, body));
    assert_eq!(verdict, expected(&lines, &signed[..2]), "{lines:?}");
    assert_eq!(secrets.sign(body), signed[..2].join(","), "the signatures of {body:?}");
}

fn fill_in(line: &[u8], signed: &[String; 3]) -> Vec<u8> {
    let mut filled = Vec::new();
    let mut rest = line;
    while let Some((first, after)) = rest.split_first() {
        let number = rest.get(1).and_then(|digit| digit.checked_sub(b'1')).map(usize::from);
        match (rest, number.and_then(|number| signed.get(number))) {
            ([b'{', _, b'}', after @ ..], Some(signature)) => {
                filled.extend_from_slice(signature.as_bytes());
                rest = after;
            }
            _ => {
                filled.push(*first);
                rest = after;
            }
        }
    }
    filled
}

/// Any value that is the base64 of the HMAC by any secret will do, within the bounds.
fn expected(lines: &[Vec<u8>], signed: &[String]) -> Result<(), SignatureError> {
    let values: Vec<&[u8]> =
        lines.iter().flat_map(|line| line.split(|byte| *byte == b',')).map(<[u8]>::trim_ascii).collect();
    let bytes: usize = lines.iter().map(Vec::len).sum();
    if lines.is_empty() {
        Err(SignatureError::Missing)
    } else if bytes > MOST_BYTES || values.len() > MOST_VALUES {
        Err(SignatureError::TooMany)
    } else if values.iter().any(|value| signed.iter().any(|signed| signed.as_bytes() == *value)) {
        Ok(())
    } else if values.iter().any(|value| is_base64_of_32_bytes(value)) {
        Err(SignatureError::Mismatch)
    } else {
        Err(SignatureError::Malformed)
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let all = three.iter().fold(0_usize, |all, byte| all << 8 | usize::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = char::from(ALPHABET[all >> (18 - 6 * place) & 63]);
            text.push(if place > three.len() { '=' } else { letter });
        }
    }
    text
}

/// 43 letters for 256 bits leave two bits over, which are zero; `=` fills the last group.
fn is_base64_of_32_bytes(value: &[u8]) -> bool {
    let digit = |letter: &u8| ALPHABET.iter().position(|known| known == letter);
    value.len() == 44
        && value[..43].iter().all(|letter| digit(letter).is_some())
        && digit(&value[42]).is_some_and(|digit| digit % 4 == 0)
        && value[43] == b'='
}

/// RFC 2104, for keys of at most a block.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let hash = |pad: u8, rest: &[u8]| Sha256::new().chain_update(block.map(|byte| byte ^ pad)).chain_update(rest);
    let inner = hash(0x36, message).finalize();
    hash(0x5c, &inner).finalize().into()
}
