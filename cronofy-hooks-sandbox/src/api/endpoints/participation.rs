//! `POST /v1/calendars/{calendar_id}/events/{event_uid}/participation_status`.

use serde::Deserialize;

use super::events::refused;
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::accept;

#[derive(Deserialize)]
struct ParticipationRequest {
    status: String,
}

pub(crate) fn change(api: &Api, request: &ApiRequest, [calendar_id, event_uid]: [&str; 2]) -> ApiResult {
    let account_id = authorize::account(api, request, &["change_participation_status"])?;
    let ParticipationRequest { status } = accept("request/change_participation_status", &request.body)?;
    let answered = api.shared.change(|world| world.answer_invitation(&account_id, calendar_id, event_uid, &status));
    answered.map(|()| ApiResponse::accepted()).map_err(refused)
}
