//! Pages on which a person chooses a time, or adds an event to a calendar.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::availability::{AvailabilityQuery, FreeStep, QueriedLength, SequenceQuery};

/// A page on which a person chooses the time of a meeting, or of several that follow one another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SchedulingPage {
    /// Begins with `sch_`.
    pub(crate) id: String,
    /// The last part of its URL.
    pub(crate) token: String,
    pub(crate) created: Timestamp,
    pub(crate) plan: SchedulingPlan,
    pub(crate) state: SchedulingState,
}

/// What the application asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SchedulingPlan<Q = SchedulingQuery> {
    /// As Upsert Event takes it, without its times.
    pub(crate) event: Map<String, Value>,
    pub(crate) availability: Q,
    #[serde(default)]
    pub(crate) target_calendars: Vec<TargetCalendar>,
    pub(crate) tzid: Option<String>,
    pub(crate) minimum_notice: Option<QueriedLength>,
    /// The former name of `callback_urls.completed_url`.
    pub(crate) callback_url: Option<String>,
    #[serde(default)]
    pub(crate) callback_urls: SchedulingCallbacks,
    #[serde(default)]
    pub(crate) redirect_urls: SchedulingRedirects,
    pub(crate) oauth: PageOauth,
    pub(crate) event_creation: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SchedulingQuery {
    Meeting(Box<AvailabilityQuery>),
    Sequence(SequenceQuery),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TargetCalendar {
    pub(crate) sub: String,
    pub(crate) calendar_id: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct SchedulingCallbacks {
    pub(crate) completed_url: Option<String>,
    pub(crate) no_times_suitable_url: Option<String>,
    pub(crate) no_times_displayed_url: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct SchedulingRedirects {
    pub(crate) completed_url: Option<String>,
}

/// Where the person goes on, and what the person is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PageOauth {
    pub(crate) redirect_uri: String,
    pub(crate) scope: Option<String>,
    pub(crate) state: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SchedulingState {
    Open,
    /// The chosen time of each step; a meeting has one.
    Completed(Vec<FreeStep>),
    /// With what the page says.
    Disabled(String),
}

impl SchedulingState {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Completed(_) => "completed",
            Self::Disabled(_) => "disabled",
        }
    }
}

impl<Q> SchedulingPlan<Q> {
    /// With the query as one of either kind.
    pub(crate) fn of_kind(self, kind: impl FnOnce(Q) -> SchedulingQuery) -> SchedulingPlan {
        let Self { event, availability, target_calendars, tzid, minimum_notice, callback_url, .. } = self;
        let Self { callback_urls, redirect_urls, oauth, event_creation, .. } = self;
        let availability = kind(availability);
        SchedulingPlan {
            event,
            availability,
            target_calendars,
            tzid,
            minimum_notice,
            callback_url,
            callback_urls,
            redirect_urls,
            oauth,
            event_creation,
        }
    }

    /// The zone in which the page shows times.
    pub(crate) fn tzid(&self) -> &str {
        self.tzid.as_deref().or_else(|| self.event_text("tzid")).unwrap_or("Etc/UTC")
    }

    pub(crate) fn event_text(&self, field: &str) -> Option<&str> {
        self.event.get(field)?.as_str()
    }

    pub(crate) fn notice(&self) -> SignedDuration {
        self.minimum_notice.map(QueriedLength::duration).unwrap_or_default()
    }
}

/// A page on which a person adds an event to a calendar.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CalendarPage {
    /// As Upsert Event takes it.
    pub(crate) event: Value,
    pub(crate) oauth: PageOauth,
    #[serde(default)]
    pub(crate) target_calendars: Vec<TargetCalendar>,
}
