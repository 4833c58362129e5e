//! Writing events, by the application and by users.

use std::fmt;

use cronofy_hooks::payload::EventTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::event_details;
use crate::world::model::{Event, Subscription, World};

/// The body of a request that creates or updates an event. Omitted fields stay as they are.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct EventWrite {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event_uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) start: Option<EventTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end: Option<EventTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tzid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subscriptions: Option<Vec<Subscription>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) conferencing: Option<ConferencingWrite>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) meeting_agent: Option<AgentWrite>,
    #[serde(flatten)]
    pub(crate) details: Map<String, Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ConferencingWrite {
    /// `default`, `integrated`, `explicit`, `none`, or the id of a conferencing profile.
    pub(crate) profile_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) provider_description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) join_url: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AgentWrite {
    /// `cronofy`, or `none`.
    pub(crate) profile_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) display_name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventAuthor {
    /// The application, through the API. The service does not report these changes to its channels.
    Application,
    /// The user, or another program of the user. The service reports these changes.
    User,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventWriteError {
    NoCalendar,
    ReadOnly,
    NoSuchEvent,
    NoInvitation,
    Missing(&'static str),
}

impl fmt::Display for EventWriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoCalendar => "the account has no such calendar; use one that it lists",
            Self::ReadOnly => "the application may not write to this calendar; use one that is not read-only",
            Self::NoSuchEvent => "the calendar has no event with this event_uid; omit it to create one",
            Self::NoInvitation => {
                "the event is no invitation that the application may answer: its options say change_participation_status"
            }
            Self::Missing(field) => return write!(f, "{field} must be specified for a new event"),
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EventRef {
    /// The application's own `event_id`.
    Id(String),
    /// The service's `event_uid`.
    Uid(String),
}

impl World {
    /// Creates or updates an event, and returns its `event_uid`.
    pub(crate) fn upsert_event(
        &mut self,
        account_id: &str,
        calendar_id: &str,
        write: EventWrite,
        by: EventAuthor,
    ) -> Result<String, EventWriteError> {
        let (newest, step) = (self.ids.last(), self.upsert_step(calendar_id, &write, by));
        let event_uid = self.write_event(account_id, calendar_id, write, by)?;
        self.record(newest, step);
        Ok(event_uid)
    }

    /// Like [`upsert_event`](Self::upsert_event), without recording a step: for use within a larger action.
    pub(super) fn write_event(
        &mut self,
        account_id: &str,
        calendar_id: &str,
        write: EventWrite,
        by: EventAuthor,
    ) -> Result<String, EventWriteError> {
        self.check_calendar(account_id, calendar_id, by)?;
        let event_uid = match self.existing(calendar_id, &write) {
            // A deleted event starts anew, so it needs its times.
            Some(event_uid) if write.start.is_none() && self.is_deleted(&event_uid) => {
                return Err(EventWriteError::Missing("start"));
            }
            Some(event_uid) => event_uid,
            None if write.event_uid.is_some() => return Err(EventWriteError::NoSuchEvent),
            None => self.new_event(calendar_id, &write, by)?,
        };
        self.write(&event_uid, write);
        if by == EventAuthor::User {
            self.report_change(account_id, &event_uid);
        }
        Ok(event_uid)
    }

    /// Deletes an event that exists.
    pub(crate) fn delete_event(
        &mut self,
        account_id: &str,
        calendar_id: &str,
        event: &EventRef,
        by: EventAuthor,
    ) -> Result<(), EventWriteError> {
        self.check_calendar(account_id, calendar_id, by)?;
        let event_uid = self.find_event(calendar_id, event).ok_or(EventWriteError::NoSuchEvent)?;
        let (now, newest) = (self.now, self.ids.last());
        let step = self.delete_step(calendar_id, &event_uid, by);
        let event = self.events.get_mut(&event_uid).filter(|it| !it.deleted).ok_or(EventWriteError::NoSuchEvent)?;
        event.deleted = true;
        event.updated = now;
        self.cancel_agent_of(&event_uid);
        if by == EventAuthor::User {
            self.report_change(account_id, &event_uid);
        }
        self.record(newest, step);
        Ok(())
    }

    pub(super) fn check_calendar(
        &self,
        account_id: &str,
        calendar_id: &str,
        by: EventAuthor,
    ) -> Result<(), EventWriteError> {
        let calendar = self.calendars.get(calendar_id).filter(|it| it.account_id == account_id && !it.deleted);
        let calendar = calendar.ok_or(EventWriteError::NoCalendar)?;
        match by {
            EventAuthor::Application if calendar.readonly => Err(EventWriteError::ReadOnly),
            EventAuthor::Application | EventAuthor::User => Ok(()),
        }
    }

    fn existing(&self, calendar_id: &str, write: &EventWrite) -> Option<String> {
        let event = match (&write.event_uid, &write.event_id) {
            (Some(event_uid), _) => EventRef::Uid(event_uid.clone()),
            (None, Some(event_id)) => EventRef::Id(event_id.clone()),
            (None, None) => return None,
        };
        self.find_event(calendar_id, &event)
    }

    fn is_deleted(&self, event_uid: &str) -> bool {
        self.events.get(event_uid).is_some_and(|it| it.deleted)
    }

    pub(super) fn find_event(&self, calendar_id: &str, event: &EventRef) -> Option<String> {
        let mut events = self.events.values().filter(|it| it.calendar_id == calendar_id);
        let found = match event {
            EventRef::Uid(event_uid) => self.events.get(event_uid).filter(|it| it.calendar_id == calendar_id),
            EventRef::Id(event_id) => events.find(|it| it.event_id.as_ref() == Some(event_id)),
        };
        found.map(|it| it.event_uid.clone())
    }

    fn new_event(&mut self, calendar_id: &str, write: &EventWrite, by: EventAuthor) -> Result<String, EventWriteError> {
        let start = write.start.clone().ok_or(EventWriteError::Missing("start"))?;
        let end = write.end.clone().ok_or(EventWriteError::Missing("end"))?;
        let (kind, event_id) = match by {
            EventAuthor::Application => {
                ("evt_partner", Some(write.event_id.clone().ok_or(EventWriteError::Missing("event_id"))?))
            }
            EventAuthor::User => ("evt_external", None),
        };
        let event_uid = self.ids.prefixed(kind, self.now);
        let event = Event {
            event_uid: event_uid.clone(),
            calendar_id: calendar_id.to_owned(),
            event_id,
            start,
            end,
            created: self.now,
            updated: self.now,
            ..Event::default()
        };
        self.events.insert(event_uid.clone(), event);
        Ok(event_uid)
    }

    fn write(&mut self, event_uid: &str, write: EventWrite) {
        let now = self.now;
        let Some(event) = self.events.get_mut(event_uid) else { return };
        let EventWrite { event_id: _, event_uid: _, summary, description, start, end, tzid, .. } = write;
        event.summary = summary.unwrap_or_else(|| std::mem::take(&mut event.summary));
        event.description = description.unwrap_or_else(|| std::mem::take(&mut event.description));
        event.start = start.unwrap_or_else(|| std::mem::take(&mut event.start));
        event.end = end.unwrap_or_else(|| std::mem::take(&mut event.end));
        event.tzid = tzid.or_else(|| event.tzid.take());
        event.updated = now;
        // A deleted event that is written again starts anew: nothing that was planned for it before applies.
        if std::mem::take(&mut event.deleted) {
            event.created = now;
            event.conferencing = None;
            event.triggers.clear();
        }
        event.subscriptions = write.subscriptions.unwrap_or_else(|| std::mem::take(&mut event.subscriptions));
        event_details::merge(&mut event.details, write.details);
        self.plan_triggers(event_uid);
        if let Some(conferencing) = write.conferencing {
            self.request_conference(event_uid, conferencing);
        }
        if let Some(agent) = write.meeting_agent {
            self.request_agent(event_uid, agent);
        }
        self.move_agent_of(event_uid);
    }

    fn report_change(&mut self, account_id: &str, event_uid: &str) {
        let event = self.events.get(event_uid).map(|it| (it.calendar_id.clone(), it.managed()));
        let Some((calendar_id, managed)) = event else { return };
        if self.is_connected(&calendar_id) {
            self.report(account_id, &calendar_id, managed, self.now);
        } else if let Some(calendar) = self.calendars.get_mut(&calendar_id) {
            // The service cannot see the change until the profile is reconnected.
            calendar.unseen.add(managed, self.now);
        }
    }
}
