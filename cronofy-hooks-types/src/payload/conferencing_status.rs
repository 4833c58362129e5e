//! [`ConferencingStatus`]: whether an event has its conference.

use super::{Conferencing, Event};

/// Whether an event has its conference.
/// Source: <https://docs.cronofy.com/developers/api/conferencing-services/subscriptions/>.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ConferencingStatus<'a> {
    /// The event carries no conferencing.
    Absent,
    /// Conferencing was asked for and is not there yet.
    Pending,
    /// Conferencing is there.
    Assigned(&'a Conferencing),
}

impl Event {
    /// Whether the event has its conference.
    ///
    /// ```
    /// use cronofy_hooks::payload::{ConferencingStatus, Event};
    ///
    /// let event: Event = serde_json::from_str(r#"{"conferencing":{"pending":true}}"#)?;
    /// assert_eq!(event.conferencing_status(), ConferencingStatus::Pending);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn conferencing_status(&self) -> ConferencingStatus<'_> {
        match &self.conferencing {
            None => ConferencingStatus::Absent,
            Some(conferencing) if conferencing.pending == Some(true) => ConferencingStatus::Pending,
            Some(conferencing) => ConferencingStatus::Assigned(conferencing),
        }
    }
}
