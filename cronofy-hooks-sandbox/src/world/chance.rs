//! Chance that can be repeated: what falls depends on the seed and on what it is for, and never on
//! what was asked before.

/// From 0 to 1, but never 1.
pub(crate) fn die(seed: u64, parts: impl IntoIterator<Item = u64>) -> f64 {
    let mut seed = fastrand::Rng::with_seed(seed).u64(..);
    for part in parts {
        seed = fastrand::Rng::with_seed(seed ^ part).u64(..);
    }
    fastrand::Rng::with_seed(seed).f64()
}

/// A number for a text, the same in every run.
pub(crate) fn number_of(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
