//! `POST /v1/bookable_events`, `GET /v1/bookable_events/{bookable_event_id}` and its registrations.

use cronofy_hooks_types::response::{BookableEvent, Registration};
use serde_json::Value;

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::accept;
use crate::world::rules::{RegistrationError, bookable_event_body};

pub(crate) fn create(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::application(api, request)?;
    let mut body = request.body.clone();
    // The registrations are written one by one.
    if let Some(Value::Object(registration)) = body.get_mut("registration") {
        registration.retain(|field, _| field == "capacity");
    }
    let event: BookableEvent = accept("request/create_bookable_event", &body)?;
    if event.end.timestamp() <= event.start.timestamp() {
        return Err(ApiResponse::invalid("end", "errors.invalid", "end must be after start"));
    }
    let id = event.bookable_event_id.clone();
    api.shared.change(|world| {
        if !world.upsert_bookable_event(event) {
            let description = "registration.capacity must not be less than the registrations that are accepted";
            return Err(ApiResponse::invalid("registration.capacity", "errors.invalid", description));
        }
        Ok(world.bookable_events.get(&id).map_or_else(ApiResponse::accepted, show))
    })
}

pub(crate) fn read(api: &Api, request: &ApiRequest, event_id: &str) -> ApiResult {
    authorize::application(api, request)?;
    api.shared
        .read(|world| world.bookable_events.get(event_id).map(show).ok_or_else(|| refused(RegistrationError::NoEvent)))
}

pub(crate) fn register(api: &Api, request: &ApiRequest, event_id: &str) -> ApiResult {
    authorize::application(api, request)?;
    let registration: Registration = accept("request/upsert_registration", &request.body)?;
    api.shared.change(|world| world.upsert_registration(event_id, registration).map(show).map_err(refused))
}

pub(crate) fn remove(api: &Api, request: &ApiRequest, event_id: &str, id: &str) -> ApiResult {
    authorize::application(api, request)?;
    api.shared.change(|world| world.remove_registration(event_id, id).map(show).map_err(refused))
}

fn show(event: &BookableEvent) -> ApiResponse {
    ApiResponse::ok(bookable_event_body(event))
}

fn refused(error: RegistrationError) -> ApiResponse {
    match error {
        RegistrationError::NoEvent => {
            ApiResponse::not_found("bookable_event_id", "there is no bookable event with this id")
        }
        RegistrationError::NoRegistration => {
            ApiResponse::not_found("registration_id", "the event has no registration with this id")
        }
        RegistrationError::Full => {
            let description = "status cannot be accepted: the event has no place left";
            ApiResponse::invalid("status", "errors.limit_exceeded", description)
        }
    }
}
