//! [`ExclusiveRun`]: checks the kept inputs of a target, and mutations of them, one test at a time.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use fastrand::Rng;

use crate::mutation::mutate;

/// Longer inputs than these cost time and show nothing more.
const MOST_BYTES: usize = 64 << 10;

/// Panics of the whole process, also of threads and tasks whose panics go no further.
static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Keeps every other test waiting: what is allocated, and what panics, counts for the process.
#[derive(Debug)]
pub struct ExclusiveRun(#[allow(dead_code, reason = "the lock is kept until it is dropped")] MutexGuard<'static, ()>);

impl ExclusiveRun {
    /// Waits until no other test runs.
    #[must_use]
    pub fn wait() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        static COUNTING: Once = Once::new();
        let run = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        COUNTING.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                PANICS.fetch_add(1, Ordering::Relaxed);
                before(info);
            }));
        });
        Self(run)
    }

    /// Checks every kept input of a target, then so many mutations of them: the same in every run.
    ///
    /// # Panics
    /// When a check panics; the message has the input.
    pub fn replay(&self, target: &str, mutations: usize, check: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
        let kept: Vec<Vec<u8>> =
            files(&folder.join("corpus").join(target)).iter().map(|path| fs::read(path).unwrap()).collect();
        assert!(!kept.is_empty(), "fuzz/corpus/{target} is empty");
        let words = dictionary(&fs::read(folder.join("words.dict")).unwrap());
        for input in &kept {
            self.check(check, input);
        }
        let mut rng = Rng::with_seed(20_261_128);
        for _ in 0..mutations {
            let input = &kept[rng.usize(..kept.len())];
            let mut input = mutate(&mut rng, input, &kept, &words);
            input.truncate(MOST_BYTES);
            self.check(check, &input);
        }
    }

    /// Checks one input.
    ///
    /// # Panics
    /// When the check panics; the message has the input.
    pub fn check(&self, check: fn(&[u8]), input: impl AsRef<[u8]>) {
        let input = input.as_ref();
        let before = PANICS.load(Ordering::Relaxed);
        let result = catch_unwind(AssertUnwindSafe(|| check(input)));
        let panics = PANICS.load(Ordering::Relaxed) - before;
        let shown = &input[..input.len().min(4096)];
        assert!(
            result.is_ok() && panics == 0,
            "this does not hold, as text {}, as bytes {shown:?}",
            shown.escape_ascii()
        );
    }
}

/// Sorted, so that each run is the same.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The words of a dictionary of libFuzzer: each line a text in quotes, without escapes beside `\"`
/// and `\\`.
fn dictionary(text: &[u8]) -> Vec<Vec<u8>> {
    let word = |line: &[u8]| {
        let quoted = line.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        let mut escaped = false;
        Some(
            quoted
                .iter()
                .copied()
                .filter(|byte| {
                    escaped = *byte == b'\\' && !escaped;
                    !escaped
                })
                .collect(),
        )
    };
    text.split(|byte| *byte == b'\n').filter_map(word).collect()
}
