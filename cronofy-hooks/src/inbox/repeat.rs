//! [`RepeatKey`]: how a delivery that is sent again is recognised.

use sha2::{Digest as _, Sha256};

use super::new_delivery::RepeatKey;

/// So many characters at the beginning of an id are the second in which the service made it.
const TIME: usize = 8;

/// Only some notifications have an id; the id is not signed, so the body counts as well. A body
/// without an id is never a repeat: two honest ones can be the same byte for byte.
///
/// The service's ids are hexadecimal and begin with a time that grows. So does the key, and an index
/// of keys grows at its end: with keys all over it each delivery would rewrite a page of its own.
pub(super) fn repeat_key(id: &str, body: &[u8]) -> RepeatKey {
    let mut hash = Sha256::new();
    hash.update(u64::try_from(id.len()).unwrap_or(u64::MAX).to_be_bytes());
    hash.update(id);
    hash.update(body);
    let mut key = RepeatKey::default();
    key.copy_from_slice(&hash.finalize()[..16]);
    if let Some(time) = time(id) {
        key[..4].copy_from_slice(&time.to_be_bytes());
    }
    key
}

/// What an id begins with, if it is a number.
fn time(id: &str) -> Option<u32> {
    let digits = id.get(..TIME).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_a_second_lie_together() {
        let key = repeat_key("60c210faf5aa93093b000022", b"{}");
        assert_eq!(key[..4], [0x60, 0xc2, 0x10, 0xfa]);
        let later = repeat_key("60c210FBf5aa93093b000022", b"{}");
        assert!(later > key);
        for (id, body) in [("60c210faf5aa93093b000023", "{}"), ("60c210faf5aa93093b000022", "{ }"), ("60c210fa", "{}")]
        {
            let other = repeat_key(id, body.as_bytes());
            assert_eq!(other[..4], key[..4], "{id}");
            assert_ne!(other[4..], key[4..], "{id}");
        }
        assert_eq!(repeat_key("60c210faf5aa93093b000022", b"{}"), key);
    }

    #[test]
    fn an_id_of_another_kind_has_a_key_too() {
        let ids = ["", "60c210f", "+0c210fa", "60c210f\u{e4}0", "evt_60c210fa", "another"];
        for (place, id) in ids.iter().enumerate() {
            assert_eq!(time(id), None, "{id}");
            assert_eq!(repeat_key(id, b"{}"), repeat_key(id, b"{}"));
            for other in &ids[..place] {
                assert_ne!(repeat_key(id, b"{}"), repeat_key(other, b"{}"), "{id} {other}");
            }
        }
    }
}
