//! What is written by hand for requests about availability and scheduling.

use super::{AvailabilityMember, BufferLength, DeleteAvailablePeriods, ParticipantGroup, TimeSpan};
use crate::payload::{DayOfWeek, WeeklyPeriod};

impl TimeSpan {
    /// This many minutes.
    pub const fn minutes(minutes: u64) -> Self {
        Self { minutes: Some(minutes), hours: None }
    }

    /// This many hours.
    pub const fn hours(hours: u64) -> Self {
        Self { minutes: None, hours: Some(hours) }
    }
}

impl BufferLength {
    /// This many minutes.
    pub const fn minutes(minutes: u64) -> Self {
        Self { minutes: Some(minutes), minimum: None, maximum: None }
    }

    /// Between two steps of a sequence: at least `minimum`, and at most `maximum`.
    pub const fn between(minimum: TimeSpan, maximum: TimeSpan) -> Self {
        Self { minutes: None, minimum: Some(minimum), maximum: Some(maximum) }
    }
}

impl ParticipantGroup {
    /// All of these accounts take part. The service refuses an empty list.
    pub fn all(members: impl IntoIterator<Item = impl Into<AvailabilityMember>>) -> Self {
        Self { members: members.into_iter().map(Into::into).collect(), required: Some("all".into()) }
    }

    /// At least `number` of these accounts take part.
    pub fn at_least(number: u64, members: impl IntoIterator<Item = impl Into<AvailabilityMember>>) -> Self {
        Self { required: Some(number.into()), ..Self::all(members) }
    }
}

impl DeleteAvailablePeriods {
    /// Deletes the period with this id of the application.
    pub fn one(available_period_id: impl Into<String>) -> Self {
        Self { available_period_id: Some(available_period_id.into()), delete_all: None }
    }

    /// Deletes every period of the account.
    pub const fn all() -> Self {
        Self { available_period_id: None, delete_all: Some(true) }
    }
}

impl WeeklyPeriod {
    /// From a time of a day until another one of the same day: `09:30`, `17:00`.
    #[must_use]
    pub fn new(day: DayOfWeek, start_time: impl Into<String>, end_time: impl Into<String>) -> Self {
        Self { day, start_time: start_time.into(), end_time: end_time.into() }
    }
}
