//! What happens to an occurrence that neither a handler nor the fallback takes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::check;
use crate::extract::Reason;
use crate::occurrence::Occurrence;
use crate::payload::generated::documented::Name;

/// Bounds the memory, should the service send names without end.
const MAX_NAMES: usize = 1024;
/// What all names past the bound count as.
const OTHERS: &str = "others";

/// Counts of what no handler took, by name. Cheap to clone: all clones count together.
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
pub struct UnhandledCounts(Arc<Mutex<BTreeMap<String, u64>>>);

impl UnhandledCounts {
    /// How often each name came, in the spelling of [`Occurrence`]'s `Display`.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Acknowledges, counts, and logs each name once.
    pub(crate) fn take(&self, occurrence: &Occurrence, reason: &Reason) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let name = occurrence.to_string();
        let name = if counts.len() < MAX_NAMES || counts.contains_key(&name) { name } else { OTHERS.to_owned() };
        let count = counts.entry(name).or_default();
        *count += 1;
        let first = *count == 1;
        drop(counts);
        if first {
            let advice = advice(occurrence, reason);
            tracing::warn!(%occurrence, %reason, "acknowledged and dropped, now and from here on without a word; {advice}");
        }
    }
}

/// What to write, so that the next one is not dropped.
fn advice(occurrence: &Occurrence, reason: &Reason) -> String {
    let route = Name::ALL.into_iter().map(Name::route).find(|route| occurrence.is(*route));
    match (reason, route) {
        (Reason::NoHandler, Some(route)) => format!("write a handler for it:\n\n{}\n", check::stub(route)),
        (Reason::NoHandler, None) => "it is not documented: write a fallback, or a handler with `unlisted`".to_owned(),
        (Reason::TooMany(_), _) => "write a fallback to see such deliveries".to_owned(),
        (Reason::Unfit(_), _) => "its handler cannot take it: write a fallback to see such deliveries".to_owned(),
    }
}
