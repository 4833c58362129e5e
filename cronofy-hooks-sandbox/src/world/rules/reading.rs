//! Reading events: which ones a query selects, and how the service shows them.

use cronofy_hooks::payload::{DateOrTime, EventTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::time::{begins, midnight, seconds, written};
use crate::clock::later;
use crate::world::model::{Event, World};

/// The days before and after now that a query without `from` and `to` selects, from
/// <https://docs.cronofy.com/developers/api/events/free-busy/>.
const WINDOW: (i64, i64) = (42, 201);

#[derive(Clone, Debug, Default)]
pub(crate) struct ReadOptions {
    /// Times as `{time, tzid}`, in this zone unless the event has one.
    pub(crate) localized: Option<String>,
    pub(crate) include_geo: bool,
    pub(crate) google_event_ids: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct EventQuery {
    pub(crate) zone: TimeZone,
    pub(crate) from: Option<DateOrTime>,
    pub(crate) to: Option<DateOrTime>,
    pub(crate) last_modified: Option<Timestamp>,
    pub(crate) include_deleted: bool,
    pub(crate) include_managed: bool,
    pub(crate) only_managed: bool,
    /// Every calendar if empty.
    pub(crate) calendar_ids: Vec<String>,
}

impl World {
    /// The events of an account that a query selects, in order of time.
    pub(crate) fn find_events(&self, account_id: &str, query: &EventQuery) -> Vec<&Event> {
        let mut found: Vec<_> = self.events.values().filter(|event| self.selects(account_id, query, event)).collect();
        found.sort_by_key(|event| (begins(&event.start, &query.zone), &event.event_uid));
        found
    }

    fn selects(&self, account_id: &str, query: &EventQuery, event: &Event) -> bool {
        let Some(calendar) = self.calendars.get(&event.calendar_id) else { return false };
        let managed = event.managed();
        calendar.account_id == account_id
            && !calendar.deleted
            && (query.calendar_ids.is_empty() || query.calendar_ids.contains(&event.calendar_id))
            && (query.include_deleted || !event.deleted)
            && if managed { query.include_managed || query.only_managed } else { !query.only_managed }
            && query.last_modified.is_none_or(|since| event.updated >= since)
            && self.is_inside(query, event, managed)
    }

    /// Without `from` and `to`, managed events are selected at any time, others within the window.
    fn is_inside(&self, query: &EventQuery, event: &Event, managed: bool) -> bool {
        let day = |days: i64| later(self.now, SignedDuration::from_hours(days * 24));
        let limit = |given: &Option<DateOrTime>, days| match given {
            Some(DateOrTime::Date(date)) => Some(midnight(*date, &query.zone)),
            Some(DateOrTime::Time(instant)) => Some(instant.timestamp()),
            None if managed => None,
            None => Some(day(days)),
        };
        let starts = begins(&event.start, &query.zone);
        let ends = begins(&event.end, &query.zone).max(starts);
        let from = limit(&query.from, -WINDOW.0);
        let to = limit(&query.to, WINDOW.1);
        from.is_none_or(|from| ends > from || starts >= from) && to.is_none_or(|to| starts < to)
    }
}

impl Event {
    /// As Read Events and event triggers show it.
    pub(crate) fn full(&self, world: &World, options: &ReadOptions) -> Value {
        let writable = world.calendars.get(&self.calendar_id).is_some_and(|calendar| !calendar.readonly);
        let mut body = json!({
            "calendar_id": self.calendar_id,
            "event_uid": self.event_uid,
            "summary": self.summary,
            "description": self.description,
            "start": self.time(&self.start, options),
            "end": self.time(&self.end, options),
            "deleted": self.deleted,
            "created": seconds(self.created),
            "updated": seconds(self.updated),
            "event_private": false,
            "participation_status": "accepted",
            "attendees": [],
            "organizer": null,
            "transparency": "opaque",
            "status": "confirmed",
            "categories": [],
            "recurring": false,
            "options": { "delete": true, "update": true, "change_participation_status": false },
        });
        let Some(fields) = body.as_object_mut() else { return body };
        if let Some(event_id) = &self.event_id {
            fields.insert("event_id".to_owned(), event_id.as_str().into());
        }
        fields.extend(self.details.clone());
        // A user who was invited by another person can answer.
        let invited = self.event_id.is_none() && fields["attendees"].as_array().is_some_and(|it| !it.is_empty());
        if invited && !self.details.contains_key("options") {
            fields["options"]["change_participation_status"] = true.into();
        }
        if !writable {
            let options = json!({ "delete": false, "update": false, "change_participation_status": false });
            fields.insert("options".to_owned(), options);
        }
        if let Some(Value::Object(location)) = fields.get_mut("location")
            && !options.include_geo
        {
            location.retain(|name, _| name == "description");
        }
        if options.google_event_ids {
            let id = self.event_uid.rsplit('_').next().unwrap_or_default();
            fields.insert("google_event_id".to_owned(), id.into());
        }
        self.add_conferencing(fields);
        body
    }

    fn add_conferencing(&self, fields: &mut Map<String, Value>) {
        let Some(conferencing) = &self.conferencing else { return };
        if let Some(join_url) = &conferencing.join_url {
            fields.entry("meeting_url").or_insert_with(|| join_url.as_str().into());
        }
        fields.insert("conferencing".to_owned(), conferencing.to_json());
    }

    fn time(&self, time: &EventTime, options: &ReadOptions) -> Value {
        written(time.time(), time.tzid().or(self.tzid.as_deref()), options.localized.as_deref())
    }
}
