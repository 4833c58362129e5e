//! Mutations of an input, without coverage to guide them.

use fastrand::Rng;

/// Changes an input a little, several times.
pub(crate) fn mutate(rng: &mut Rng, input: &[u8], others: &[Vec<u8>], words: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=rng.usize(..4) {
        let at = rng.usize(..=bytes.len());
        let end = (at + rng.usize(..32)).min(bytes.len());
        match rng.u8(..8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << rng.u8(..8),
            1 if at < bytes.len() => bytes[at] = rng.u8(..),
            2 => drop(bytes.drain(at..end)),
            3 => insert(&mut bytes, at, &[rng.u8(..)]),
            4 => {
                let repeated = bytes[at..end].to_vec();
                insert(&mut bytes, at, &repeated);
            }
            5 => {
                if let Some(word) = rng.choice(words) {
                    insert(&mut bytes, at, word);
                }
            }
            6 => {
                if let Some(other) = rng.choice(others) {
                    let from = rng.usize(..=other.len());
                    bytes.truncate(at);
                    bytes.extend_from_slice(&other[from..]);
                }
            }
            _ => bytes.truncate(at),
        }
    }
    bytes
}

fn insert(bytes: &mut Vec<u8>, at: usize, inserted: &[u8]) {
    drop(bytes.splice(at..at, inserted.iter().copied()));
}
