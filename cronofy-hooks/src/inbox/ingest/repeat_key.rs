//! Computes the [`RepeatKey`] of a delivery.

use sha2::{Digest as _, Sha256};

use crate::inbox::new_delivery::RepeatKey;

/// How many characters at the beginning of an id are the second in which the service made it.
const TIME: usize = 8;

/// The key of a delivery with a notification id. The id is not signed, so the body is part of the key. A
/// delivery without an id has no key: two different deliveries can have the same body.
///
/// The service's ids are hexadecimal and begin with the time at which they were made. So do the keys, and an
/// index of keys grows at its end: with random keys each delivery would rewrite a page of its own.
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

/// The time at the beginning of an id, if there is one.
fn time(id: &str) -> Option<u32> {
    let digits = id.get(..TIME).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_the_same_second_have_the_same_beginning() {
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
    fn an_id_without_a_time_has_a_key_too() {
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
