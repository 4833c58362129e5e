//! `POST` and `DELETE /v1/calendars/{calendar_id}/events`, and `DELETE /v1/events`.

use serde_json::Value;

use crate::api::authorize;
use crate::api::context::Api;
use crate::api::error::ApiError;
use crate::api::parameters::{flag, list};
use crate::api::request::ApiRequest;
use crate::api::response::{ApiResponse, ApiResult};
use crate::validate::{accept, check, check_event};
use crate::world::World;
use crate::world::model::Calendar;
use crate::world::rules::{EventAuthor, EventRef, EventWrite, EventWriteError};

const CREATE: [&str; 1] = ["create_event"];
const DELETE: [&str; 2] = ["delete_event", "create_event"];

/// Without calendars, all of them.
#[derive(serde::Deserialize)]
struct DeleteEventsRequest {
    calendar_ids: Option<Vec<String>>,
}

pub(crate) fn upsert(api: &Api, request: &ApiRequest, calendar_id: &str) -> ApiResult {
    let account_id = authorize::account(api, request, &CREATE)?;
    check_event(&request.body)?;
    let write: EventWrite = accept("request/upsert_event", &request.body)?;
    let written =
        api.shared.change(|world| world.upsert_event(&account_id, calendar_id, write, EventAuthor::Application));
    written.map(|_| ApiResponse::accepted()).map_err(refused)
}

pub(crate) fn delete(api: &Api, request: &ApiRequest, calendar_id: &str) -> ApiResult {
    let account_id = authorize::account(api, request, &DELETE)?;
    check("request/delete_event", &request.body)?;
    let named = |name: &str| request.body.get(name).and_then(Value::as_str).map(str::to_owned);
    let event = match (named("event_id"), named("event_uid")) {
        (Some(event_id), _) => EventRef::Id(event_id),
        (None, event_uid) => EventRef::Uid(event_uid.unwrap_or_default()),
    };
    api.shared.change(|world| {
        may_write(world, &account_id, calendar_id)?;
        let was_there = world.delete_event(&account_id, calendar_id, &event, EventAuthor::Application);
        match event {
            // Deleting an event of the application twice succeeds, because the event is gone either way.
            EventRef::Id(_) => Ok(ApiResponse::accepted()),
            EventRef::Uid(_) if was_there => Ok(ApiResponse::accepted()),
            EventRef::Uid(_) => Err(refused(EventWriteError::NoSuchEvent)),
        }
    })
}

/// Deletes every event that the application manages, in all calendars or in some. One official client sends
/// the calendars in the body, the other in the query.
pub(crate) fn delete_all(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &DELETE)?;
    let mut body = request.body.clone();
    if flag(request, "delete_all")? {
        body["delete_all"] = true.into();
    }
    let calendar_ids = list(request, "calendar_ids");
    if !calendar_ids.is_empty() {
        body["calendar_ids"] = calendar_ids.into();
    }
    let request: DeleteEventsRequest = accept("request/delete_events", &body)?;
    api.shared.change(|world| {
        let is_selected =
            |calendar_id: &String| request.calendar_ids.as_ref().is_none_or(|ids| ids.contains(calendar_id));
        let managed = world.events.values().filter(|it| it.managed() && !it.deleted && is_selected(&it.calendar_id));
        let managed: Vec<_> = managed.map(|it| (it.calendar_id.clone(), EventRef::Uid(it.event_uid.clone()))).collect();
        for (calendar_id, event) in managed {
            world.delete_event(&account_id, &calendar_id, &event, EventAuthor::Application);
        }
    });
    Ok(ApiResponse::accepted())
}

fn may_write(world: &World, account_id: &str, calendar_id: &str) -> Result<(), ApiError> {
    let of_account = |it: &&Calendar| it.account_id == account_id && !it.deleted;
    match world.calendars.get(calendar_id).filter(of_account) {
        None => Err(refused(EventWriteError::NoCalendar)),
        Some(calendar) if calendar.readonly => Err(refused(EventWriteError::ReadOnly)),
        Some(_) => Ok(()),
    }
}

fn refused(error: EventWriteError) -> ApiError {
    match error {
        EventWriteError::NoCalendar => ApiError::not_found("calendar_id", error.to_string()),
        EventWriteError::ReadOnly => ApiError::Forbidden(error.to_string()),
        EventWriteError::NoSuchEvent => ApiError::not_found("event_uid", error.to_string()),
        EventWriteError::Missing(field) => ApiError::invalid(field, "errors.required", error.to_string()),
    }
}
