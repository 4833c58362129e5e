//! `POST /v1/add_to_calendar`.

use serde_json::{Value, json};

use super::availability::refused;
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::{accept, accept_event};
use crate::world::model::{CalendarPage, unknown_scope};

pub(crate) fn create(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::application_in_body(api, request)?;
    let page: CalendarPage = accept("request/add_to_calendar", &request.body)?;
    accept_event::<Value>(&page.event, true)
        .map_err(|violations| violations.into_iter().map(|it| it.within("event")).collect::<Vec<_>>())?;
    if let Some(word) = page.oauth.scope.as_deref().and_then(unknown_scope) {
        let description = format!("oauth.scope has the unknown word {word}");
        return Err(ApiResponse::invalid("oauth.scope", "errors.invalid", description));
    }
    let token = api.shared.change(|world| {
        world.check_targets(&page.target_calendars).map_err(refused)?;
        Ok::<_, ApiResponse>(world.create_calendar_page(page))
    })?;
    Ok(ApiResponse::ok(json!({ "url": format!("http://{}/add_to_calendar/event/{token}", request.host) })))
}
