//! [`UnhandledCounts`]: the occurrences that neither a handler nor the fallback takes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::documented::Name;
use crate::extract::Reason;
use crate::parse::Occurrence;
use crate::routing::stub;
use crate::text::cut;

/// Bounds the memory, should the service send names without end.
const MAX_NAMES: usize = 1024;
/// An application may put a value into the reason of an extractor of its own.
const MAX_REASONS: usize = 1024;
const MAX_REASON_LEN: usize = 1024;
/// The name under which everything past the bound counts.
const OTHERS: &str = "others";

/// Counts of the occurrences that no handler took, by name. Cheap to clone: clones share the counts.
///
/// The notification `verification` is not counted: its answer is all that it asks for.
///
/// ```
/// use cronofy_hooks::{Hooks, Secrets, handlers};
///
/// let hooks = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![..]);
/// let unhandled = hooks.unhandled();
/// let router = hooks.into_router()?;
/// assert!(unhandled.counts().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct UnhandledCounts(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    names: BTreeMap<String, u64>,
    /// By name, then by reason.
    mismatches: BTreeMap<String, BTreeMap<String, u64>>,
    /// How many reasons there are, of all names.
    reasons: usize,
}

impl UnhandledCounts {
    /// How often each name came, in the spelling of [`Occurrence`]'s `Display`.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.lock().names.clone()
    }

    /// How often each name came with something that neither its handler nor the fallback could take: by
    /// name, then by reason. They are included in [`UnhandledCounts::counts`].
    ///
    /// A reason says what was expected and not what came, unless an extractor of your own says more. At
    /// most 1024 reasons are counted apart; those beyond count as `others`.
    ///
    /// With an inbox nothing is counted here: a mismatch is a dead letter.
    #[must_use]
    pub fn mismatches(&self) -> BTreeMap<String, BTreeMap<String, u64>> {
        self.lock().mismatches.clone()
    }

    /// Counts an occurrence that has no handler, and logs each name once.
    pub(super) fn count_unhandled(&self, occurrence: &Occurrence) {
        let first = self.lock().count(occurrence);
        if first {
            let advice = advice(occurrence);
            tracing::warn!(
                %occurrence, reason = %Reason::NoHandler,
                "acknowledged and dropped; later ones are only counted; {advice}"
            );
        }
    }

    /// Counts an occurrence that its handler cannot take, and logs each name and reason once.
    pub(super) fn count_mismatch(&self, occurrence: &Occurrence, reason: &str) {
        let first = self.lock().count_mismatch(occurrence, reason);
        if first {
            tracing::warn!(
                %occurrence, reason,
                "acknowledged and dropped; later ones are only counted; its handler cannot take it: change \
                 what the handler takes, write a fallback to see such deliveries, or use an inbox, which keeps them"
            );
        }
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    /// Whether it is the first of its name.
    fn count(&mut self, occurrence: &Occurrence) -> bool {
        let count = self.names.entry(name_in(&self.names, occurrence)).or_default();
        *count += 1;
        *count == 1
    }

    /// Whether it is the first of its name and reason.
    fn count_mismatch(&mut self, occurrence: &Occurrence, reason: &str) -> bool {
        self.count(occurrence);
        let reason = cut(reason, MAX_REASON_LEN);
        let reasons = self.mismatches.entry(name_in(&self.mismatches, occurrence)).or_default();
        let reason = if self.reasons < MAX_REASONS || reasons.contains_key(reason) { reason } else { OTHERS };
        let count = reasons.entry(reason.to_owned()).or_default();
        *count += 1;
        self.reasons += usize::from(*count == 1);
        *count == 1
    }
}

/// Under which name an occurrence counts.
fn name_in<T>(counts: &BTreeMap<String, T>, occurrence: &Occurrence) -> String {
    let name = occurrence.to_string();
    if counts.len() < MAX_NAMES || counts.contains_key(&name) { name } else { OTHERS.to_owned() }
}

/// What to write, so that the next one is not dropped.
fn advice(occurrence: &Occurrence) -> String {
    match Name::ALL.into_iter().map(Name::route).find(|route| occurrence.is(*route)) {
        Some(route) => format!("write a handler for it:\n\n{}\n", stub(route)),
        None => "it is not documented: write a fallback, or a handler with `unlisted`".to_owned(),
    }
}
