//! A digest in base64, as the header has it: 44 characters, of which the last is padding.
//!
//! By hand, because a digest has one length: so it takes few lines, and an application has one crate less to build.

/// Length of a SHA-256 digest.
pub(super) const DIGEST_LEN: usize = 32;
/// Length of a digest in base64, with its padding.
pub(super) const ENCODED_LEN: usize = 44;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Has a bit that no value of six bits has.
const INVALID: u8 = 0x80;

/// The value of each character.
const VALUES: [u8; 256] = {
    let mut values = [INVALID; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// The digest, if the text is one in base64. A digest has one spelling only: other bits after it are refused.
pub(super) fn decode(text: &[u8; ENCODED_LEN]) -> Option<[u8; DIGEST_LEN]> {
    let (&padding, text) = text.split_last()?;
    let mut digest = [0; DIGEST_LEN];
    let mut all = 0;
    let value = |character: u8| VALUES[usize::from(character)];
    let (groups, last) = text.as_chunks::<4>();
    let (triples, pair) = digest.as_chunks_mut::<3>();
    for (triple, group) in triples.iter_mut().zip(groups) {
        let [a, b, c, d] = group.map(value);
        all |= a | b | c | d;
        *triple = [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d];
    }
    let [a, b, c] = last.first_chunk::<3>()?.map(value);
    all |= a | b | c;
    pair.copy_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2]);
    (padding == b'=' && all & INVALID == 0 && c & 0b11 == 0).then_some(digest)
}

/// The text of a digest.
pub(super) fn encode(digest: &[u8; DIGEST_LEN]) -> [u8; ENCODED_LEN] {
    let mut text = [b'='; ENCODED_LEN];
    let (groups, _) = text.as_chunks_mut::<4>();
    for (group, bytes) in groups.iter_mut().zip(digest.chunks(3)) {
        let [a, b, c] = [0, 1, 2].map(|index| bytes.get(index).copied().unwrap_or_default());
        let values = [a >> 2, a << 4 | b >> 4, b << 2 | c >> 6, c].map(|value| value & 0x3f);
        // Two bytes at the end take three characters, and the padding stays.
        for (character, value) in group.iter_mut().zip(values).take(bytes.len() + 1) {
            *character = ALPHABET[usize::from(value)];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digests of no bytes and of `abc`, from the standard of SHA-256.
    const KNOWN: [(&[u8; ENCODED_LEN], [u8; 4]); 2] = [
        (b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", [0xe3, 0xb0, 0xc4, 0x42]),
        (b"ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", [0xba, 0x78, 0x16, 0xbf]),
    ];

    #[test]
    fn known_digests_are_read_and_written() {
        for (text, begin) in KNOWN {
            let digest = decode(text).unwrap_or_default();
            assert_eq!(digest[..4], begin);
            assert_eq!(&encode(&digest), text);
        }
        assert_eq!(decode(&encode(&[0xff; 32])), Some([0xff; 32]));
        // Each value of a byte at each place of a group.
        for byte in 0..=u8::MAX {
            let digest = std::array::from_fn(|index| byte.wrapping_add(index as u8 * 7));
            assert_eq!(decode(&encode(&digest)), Some(digest));
        }
    }

    #[test]
    fn one_digest_has_one_text() {
        let (text, _) = KNOWN[0];
        for place in 0..ENCODED_LEN {
            for character in 0..=u8::MAX {
                let mut other = *text;
                other[place] = character;
                match decode(&other) {
                    Some(digest) => assert_eq!(encode(&digest), other, "{place} {character}"),
                    None => assert!(place >= 42 || !ALPHABET.contains(&character), "{place} {character}"),
                }
            }
        }
    }
}
