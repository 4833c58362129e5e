//! Repeatable chance: a result depends on the seed and on its purpose, never on earlier results.

use cronofy_hooks_types::__private::{FNV1A, fnv1a};

/// From 0 to 1, but never 1.
pub(super) fn roll(seed: u64, parts: impl IntoIterator<Item = u64>) -> f64 {
    let mut seed = fastrand::Rng::with_seed(seed).u64(..);
    for part in parts {
        seed = fastrand::Rng::with_seed(seed ^ part).u64(..);
    }
    fastrand::Rng::with_seed(seed).f64()
}

/// A number that stands for a text, the same in every run.
pub(super) fn hash_of(text: &str) -> u64 {
    fnv1a(FNV1A, text.as_bytes())
}
