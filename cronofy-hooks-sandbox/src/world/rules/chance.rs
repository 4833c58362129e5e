//! Repeatable chance: a result depends on the seed and on its purpose, never on earlier results.

/// From 0 to 1, but never 1.
pub(super) fn roll(seed: u64, parts: impl IntoIterator<Item = u64>) -> f64 {
    let mut seed = fastrand::Rng::with_seed(seed).u64(..);
    for part in parts {
        seed = fastrand::Rng::with_seed(seed ^ part).u64(..);
    }
    fastrand::Rng::with_seed(seed).f64()
}

/// FNV-1a of a text, the same in every run.
pub(super) fn hash_of(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
