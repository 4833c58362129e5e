//! `POST` and `DELETE /v1/calendars/{calendar_id}/events`, and `DELETE /v1/events`.

use serde_json::Value;

use super::allow;
use super::answer::{Answer, Refused, Reply};
use super::ask::Asked;
use super::parameters::{flag, list};
use super::route::Api;
use crate::validate::{accept, check, check_event};
use crate::world::World;
use crate::world::account::Calendar;
use crate::world::write::{By, EventRef, EventWrite, WriteRefused};

const CREATE: [&str; 1] = ["create_event"];
const DELETE: [&str; 2] = ["delete_event", "create_event"];

pub(super) fn upsert(api: &Api, asked: &Asked, calendar_id: &str) -> Reply {
    let account_id = allow::account(api, asked, &CREATE)?;
    check_event(&asked.body)?;
    let write: EventWrite = accept("request/upsert_event", &asked.body)?;
    let written = api.shared.change(|world| world.upsert_event(&account_id, calendar_id, write, By::Application));
    written.map(|_| Answer::accepted()).map_err(refused)
}

pub(super) fn delete(api: &Api, asked: &Asked, calendar_id: &str) -> Reply {
    let account_id = allow::account(api, asked, &DELETE)?;
    check("request/delete_event", &asked.body).map_err(Refused::Invalid)?;
    let named = |name: &str| asked.body.get(name).and_then(Value::as_str).map(str::to_owned);
    let event = match (named("event_id"), named("event_uid")) {
        (Some(event_id), _) => EventRef::Id(event_id),
        (None, event_uid) => EventRef::Uid(event_uid.unwrap_or_default()),
    };
    api.shared.change(|world| {
        may_write(world, &account_id, calendar_id)?;
        let was_there = world.delete_event(&account_id, calendar_id, &event, By::Application);
        match event {
            // An application may ask twice for what it manages: the event is gone either way.
            EventRef::Id(_) => Ok(Answer::accepted()),
            EventRef::Uid(_) if was_there => Ok(Answer::accepted()),
            EventRef::Uid(_) => Err(refused(WriteRefused::NoSuchEvent)),
        }
    })
}

/// Every event that the application manages, in all calendars or in some. One client names them in the
/// body, the other in the query.
pub(super) fn delete_all(api: &Api, asked: &Asked) -> Reply {
    let account_id = allow::account(api, asked, &DELETE)?;
    let mut body = asked.body.clone();
    if flag(asked, "delete_all")? {
        body["delete_all"] = true.into();
    }
    let calendar_ids = list(asked, "calendar_ids");
    if !calendar_ids.is_empty() {
        body["calendar_ids"] = calendar_ids.into();
    }
    let request: cronofy_hooks::request::DeleteEvents = accept("request/delete_events", &body)?;
    api.shared.change(|world| {
        let is_meant = |calendar_id: &String| request.calendar_ids.as_ref().is_none_or(|ids| ids.contains(calendar_id));
        let managed = world.events.values().filter(|it| it.managed() && !it.deleted && is_meant(&it.calendar_id));
        let managed: Vec<_> = managed.map(|it| (it.calendar_id.clone(), EventRef::Uid(it.event_uid.clone()))).collect();
        for (calendar_id, event) in managed {
            world.delete_event(&account_id, &calendar_id, &event, By::Application);
        }
    });
    Ok(Answer::accepted())
}

fn may_write(world: &World, account_id: &str, calendar_id: &str) -> Result<(), Refused> {
    let is_theirs = |it: &&Calendar| it.account_id == account_id && !it.deleted;
    match world.calendars.get(calendar_id).filter(is_theirs) {
        None => Err(refused(WriteRefused::NoCalendar)),
        Some(calendar) if calendar.readonly => Err(refused(WriteRefused::ReadOnly)),
        Some(_) => Ok(()),
    }
}

fn refused(why: WriteRefused) -> Refused {
    match why {
        WriteRefused::NoCalendar => {
            let description = "the account has no calendar with this calendar_id; list them with GET /v1/calendars";
            Refused::not_found("calendar_id", description)
        }
        WriteRefused::ReadOnly => {
            Refused::Forbidden("the calendar is read-only; choose one with calendar_readonly false".to_owned())
        }
        WriteRefused::NoSuchEvent => Refused::not_found(
            "event_uid",
            "the calendar has no event with this event_uid; give event_id to create one",
        ),
        WriteRefused::Missing(field) => {
            Refused::invalid(field, "errors.required", format!("{field} must be specified for a new event"))
        }
    }
}
