//! [`EventsQuery`], [`FreeBusyQuery`] and [`AvailablePeriodsQuery`]: what to read.

use jiff::Timestamp;
use jiff::civil::Date;

/// The parameters of a query, in the order in which they were set.
type Pairs = Vec<(&'static str, String)>;

/// Which events to read.
///
/// Unless set otherwise, these are the events from 42 days ago to 201 days ahead, without those that were deleted
/// and without those that the application manages. Times are in UTC.
///
/// Documentation: <https://docs.cronofy.com/developers/api/events/read-events/>
#[derive(Clone, Debug)]
#[must_use = "give it to `AccountClient::events`"]
pub struct EventsQuery(Pairs);

/// Which times to read.
///
/// Unless set otherwise, these are the busy times from 42 days ago to 201 days ahead. Times are in UTC.
///
/// Documentation: <https://docs.cronofy.com/developers/api/events/free-busy/>
#[derive(Clone, Debug)]
#[must_use = "give it to `AccountClient::free_busy`"]
pub struct FreeBusyQuery(Pairs);

/// Which available periods to read: all, unless days are set. Times are in UTC.
///
/// Documentation: <https://docs.cronofy.com/developers/api/scheduling/available-periods/read/>
#[derive(Clone, Debug)]
#[must_use = "give it to `AccountClient::available_periods`"]
pub struct AvailablePeriodsQuery(Pairs);

macro_rules! days_and_zone {
    ($query:ident) => {
        impl $query {
            /// Everything that the defaults select.
            pub fn new() -> Self {
                Self(vec![("tzid", "Etc/UTC".to_owned())])
            }

            fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
                self.0.push((name, value.into()));
                self
            }

            /// The time zone in which days begin and end, and of times with [`localized`](Self::localized).
            pub fn time_zone(mut self, tzid: impl Into<String>) -> Self {
                self.0[0].1 = tzid.into();
                self
            }

            /// From this day on.
            pub fn from(self, day: Date) -> Self {
                self.with("from", day.to_string())
            }

            /// Up to this day, which is not included.
            pub fn to(self, day: Date) -> Self {
                self.with("to", day.to_string())
            }

            /// Times with their time zone, in place of UTC.
            pub fn localized(self) -> Self {
                self.with("localized_times", "true")
            }

            pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
                self.0.iter().map(|(name, value)| (*name, value.as_str()))
            }
        }

        impl Default for $query {
            fn default() -> Self {
                Self::new()
            }
        }
    };
}

macro_rules! shared_parameters {
    ($query:ident) => {
        impl $query {
            /// Only this calendar; call it again for more.
            pub fn calendar(self, calendar_id: impl Into<String>) -> Self {
                self.with("calendar_ids[]", calendar_id)
            }

            /// Only what was changed at or after this time.
            pub fn last_modified(self, since: Timestamp) -> Self {
                self.with("last_modified", since.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
            }

            /// Also what was deleted.
            pub fn include_deleted(self) -> Self {
                self.with("include_deleted", "true")
            }

            /// Also the events that the application manages.
            pub fn include_managed(self) -> Self {
                self.with("include_managed", "true")
            }
        }
    };
}

days_and_zone!(AvailablePeriodsQuery);
days_and_zone!(EventsQuery);
days_and_zone!(FreeBusyQuery);
shared_parameters!(EventsQuery);
shared_parameters!(FreeBusyQuery);

impl EventsQuery {
    /// What to read when a `change` notification arrives: everything that was changed since its `changes_since`,
    /// deletions included.
    ///
    /// Fractions of a second are cut off, so that nothing is missed.
    pub fn changed_since(since: impl Into<Timestamp>) -> Self {
        Self::new().last_modified(since.into()).include_deleted()
    }

    /// Also events that were moved out of the time that is read.
    pub fn include_moved(self) -> Self {
        self.with("include_moved", "true")
    }

    /// Only the events that the application manages.
    pub fn only_managed(self) -> Self {
        self.with("only_managed", "true")
    }

    /// Latitude and longitude of locations.
    pub fn include_geo(self) -> Self {
        self.with("include_geo", "true")
    }

    /// Google's ids of events in Google calendars.
    pub fn google_event_ids(self) -> Self {
        self.with("google_event_ids", "true")
    }
}

impl FreeBusyQuery {
    /// Also free times.
    pub fn include_free(self) -> Self {
        self.with("include_free", "true")
    }

    /// The ids of the events.
    pub fn include_ids(self) -> Self {
        self.with("include_ids", "true")
    }
}
