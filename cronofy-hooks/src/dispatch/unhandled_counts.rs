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

/// How often each name came, and each name with each reason, in order. A list, because the library would compile a map
/// for every application, whether it looks at the counts or not.
#[derive(Debug, Default)]
struct Counts(Vec<Count>);

#[derive(Clone, Debug)]
struct Count {
    name: String,
    /// `None` counts all of the name.
    reason: Option<String>,
    count: u64,
}

impl UnhandledCounts {
    /// How often each name came, in the spelling of [`Occurrence`]'s `Display`.
    #[must_use]
    #[inline]
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.all().into_iter().filter(|of| of.reason.is_none()).map(|of| (of.name, of.count)).collect()
    }

    /// How often each name came with something that neither its handler nor the fallback could take: by
    /// name, then by reason. They are included in [`UnhandledCounts::counts`].
    ///
    /// A reason says what was expected and not what came, unless an extractor of your own says more. At
    /// most 1024 reasons are counted apart; those beyond count as `others`.
    ///
    /// With an inbox nothing is counted here: a mismatch is a dead letter.
    #[must_use]
    #[inline]
    pub fn mismatches(&self) -> BTreeMap<String, BTreeMap<String, u64>> {
        let mut mismatches = BTreeMap::<_, BTreeMap<_, _>>::new();
        for Count { name, reason, count } in self.all() {
            if let Some(reason) = reason {
                mismatches.entry(name).or_default().insert(reason, count);
            }
        }
        mismatches
    }

    fn all(&self) -> Vec<Count> {
        self.lock().0.clone()
    }

    /// Counts an occurrence that has no handler, and logs each name once.
    pub(super) fn count_unhandled(&self, occurrence: &Occurrence) {
        let first = self.lock().count(occurrence, None);
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
        let first = self.lock().count(occurrence, Some(reason));
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
    /// Whether it is the first of its name, or of its name and reason.
    fn count(&mut self, occurrence: &Occurrence, reason: Option<&str>) -> bool {
        let own = occurrence.to_string();
        let name = if self.counts_apart(&own, None, MAX_NAMES) { &own } else { OTHERS };
        let is_first = self.add(name, None);
        let Some(reason) = reason.map(|reason| cut(reason, MAX_REASON_LEN)) else { return is_first };
        if self.counts_apart(&own, Some(reason), MAX_REASONS) {
            self.add(&own, Some(reason))
        } else {
            self.add(name, Some(OTHERS))
        }
    }

    /// Whether it has come before, or there are fewer of its kind than this.
    fn counts_apart(&self, name: &str, reason: Option<&str>, most: usize) -> bool {
        let of_its_kind = || self.0.iter().filter(|of| of.reason.is_some() == reason.is_some()).count();
        self.find(name, reason).is_ok() || of_its_kind() < most
    }

    fn add(&mut self, name: &str, reason: Option<&str>) -> bool {
        match self.find(name, reason) {
            Ok(index) => {
                self.0[index].count += 1;
                false
            }
            Err(index) => {
                let (name, reason) = (name.to_owned(), reason.map(str::to_owned));
                self.0.insert(index, Count { name, reason, count: 1 });
                true
            }
        }
    }

    /// Where it is, or where it belongs.
    fn find(&self, name: &str, reason: Option<&str>) -> Result<usize, usize> {
        self.0.binary_search_by(|of| (of.name.as_str(), of.reason.as_deref()).cmp(&(name, reason)))
    }
}

/// What to write, so that the next one is not dropped.
fn advice(occurrence: &Occurrence) -> String {
    match Name::ALL.into_iter().map(Name::route).find(|route| occurrence.is(*route)) {
        Some(route) => format!("write a handler for it:\n\n{}\n", stub(route)),
        None => "it is not documented: write a fallback, or a handler with `unlisted`".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::parse::read;

    fn occurrence(name: &str) -> Occurrence {
        read(format!(r#"{{"notification":{{"type":"{name}"}}}}"#).as_bytes()).unwrap().first.occurrence
    }

    #[test]
    fn a_mismatch_counts_for_its_name_and_its_reason() {
        let counts = UnhandledCounts::default();
        let [first, second] = ["b", "a"].map(occurrence);
        counts.count_mismatch(&first, "no");
        counts.count_mismatch(&first, "never");
        counts.count_unhandled(&second);
        counts.count_mismatch(&first, "no");
        let name = |of: &Occurrence| of.to_string();
        assert_eq!(counts.counts(), BTreeMap::from([(name(&second), 1), (name(&first), 3)]));
        let reasons = BTreeMap::from([("never".to_owned(), 1), ("no".to_owned(), 2)]);
        assert_eq!(counts.mismatches(), BTreeMap::from([(name(&first), reasons)]));
    }

    #[test]
    fn names_and_reasons_past_the_bound_count_together() {
        let counts = UnhandledCounts::default();
        for index in 0..MAX_NAMES + 2 {
            counts.count_mismatch(&occurrence(&format!("n{index}")), &format!("r{index}"));
        }
        // One that is counted apart, and another reason for it.
        counts.count_mismatch(&occurrence("n7"), "r7");
        counts.count_mismatch(&occurrence("n7"), "r");
        let (names, reasons) = (counts.counts(), counts.mismatches());
        assert_eq!((names.len(), names[OTHERS]), (MAX_NAMES + 1, 2));
        let seventh = &reasons[&occurrence("n7").to_string()];
        assert_eq!((seventh["r7"], seventh[OTHERS]), (2, 1));
        assert_eq!(reasons[OTHERS], BTreeMap::from([(OTHERS.to_owned(), 2)]));
    }

    #[test]
    fn a_mismatch_keeps_its_name_when_the_names_are_many() {
        let counts = UnhandledCounts::default();
        for index in 0..MAX_NAMES {
            counts.count_unhandled(&occurrence(&format!("n{index}")));
        }
        let late = occurrence("late");
        counts.count_mismatch(&late, "no");
        assert_eq!((counts.counts()[OTHERS], counts.mismatches()[&late.to_string()]["no"]), (1, 1));
    }
}
