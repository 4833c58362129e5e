//! `POST` and `DELETE /v1/calendars/{calendar_id}/events`, and `DELETE /v1/events`.

use serde_json::Value;

use crate::api::parameters::{flag, list};
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::{accept, accept_event, check};
use crate::world::model::Event;
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
    let whole_events_only = api.shared.read(|world| world.whole_events_only);
    let write: EventWrite = accept_event(&request.body, whole_events_only)?;
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
    let by = EventAuthor::Application;
    match api.shared.change(|world| world.delete_event(&account_id, calendar_id, &event, by)) {
        // Deleting an event of the application twice succeeds, because the event is gone either way.
        Err(EventWriteError::NoSuchEvent) if matches!(event, EventRef::Id(_)) => Ok(ApiResponse::accepted()),
        deleted => deleted.map(|()| ApiResponse::accepted()).map_err(refused),
    }
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
        let is_own =
            |calendar_id: &String| world.calendars.get(calendar_id).is_some_and(|it| it.account_id == account_id);
        let is_selected = |it: &&Event| it.managed() && is_own(&it.calendar_id) && is_selected(&it.calendar_id);
        let managed = world.events.values().filter(|it| !it.deleted).filter(is_selected);
        let managed: Vec<_> = managed.map(|it| (it.calendar_id.clone(), EventRef::Uid(it.event_uid.clone()))).collect();
        for (calendar_id, event) in managed {
            // Read-only calendars have no managed events.
            let _ = world.delete_event(&account_id, &calendar_id, &event, EventAuthor::Application);
        }
    });
    Ok(ApiResponse::accepted())
}

pub(super) fn refused(error: EventWriteError) -> ApiResponse {
    match error {
        EventWriteError::NoCalendar => ApiResponse::not_found("calendar_id", error.to_string()),
        EventWriteError::ReadOnly | EventWriteError::NoInvitation => ApiResponse::forbidden(error.to_string()),
        EventWriteError::NoSuchEvent => ApiResponse::not_found("event_uid", error.to_string()),
        EventWriteError::Missing(field) => ApiResponse::invalid(field, "errors.required", error.to_string()),
    }
}
