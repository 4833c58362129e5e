//! A sound recording: a tone, as uncompressed samples.

use std::f64::consts::TAU;
use std::sync::LazyLock;

use bytes::Bytes;

/// How long it is, however long the meeting was.
const SECONDS: usize = 4;
/// Samples a second, each of two bytes.
const RATE: usize = 16_000;
const HERTZ: f64 = 440.0;
/// A fifth of the loudest.
const LOUDNESS: f64 = 0.2 * i16::MAX as f64;

static TONE: LazyLock<Bytes> = LazyLock::new(|| encode().into());

/// A WAV file with a tone.
pub(crate) fn tone() -> Bytes {
    TONE.clone()
}

/// The head of 44 bytes, as every WAV file of plain samples has it, and the samples.
fn encode() -> Vec<u8> {
    let samples = (0..SECONDS * RATE).map(|at| (LOUDNESS * (TAU * HERTZ * at as f64 / RATE as f64).sin()) as i16);
    let samples: Vec<u8> = samples.flat_map(i16::to_le_bytes).collect();
    let size = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes();
    let mut file = Vec::with_capacity(44 + samples.len());
    file.extend(b"RIFF");
    file.extend(size(36 + samples.len()));
    file.extend(b"WAVEfmt ");
    file.extend(size(16));
    // Plain samples, of one channel.
    file.extend([1, 0, 1, 0]);
    file.extend(size(RATE));
    file.extend(size(2 * RATE));
    // Two bytes of 16 bits for each.
    file.extend([2, 0, 16, 0]);
    file.extend(b"data");
    file.extend(size(samples.len()));
    file.extend(samples);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_says_how_long_the_file_is() {
        let file = tone();
        let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes")) as usize;
        assert_eq!((&file[..4], &file[8..16]), (&b"RIFF"[..], &b"WAVEfmt "[..]));
        assert_eq!((number(4), number(40)), (file.len() - 8, file.len() - 44));
        assert_eq!(number(40) / number(28), SECONDS, "bytes a second");
        let loudest = file[44..].chunks(2).map(|it| i16::from_le_bytes([it[0], it[1]])).max();
        assert!(loudest > Some(6_000), "it can be heard: {loudest:?}");
    }
}
