//! `POST /v1/application_calendars`: a calendar that belongs to the application. Like a token request it holds the
//! credentials of the application, and ignores the bearer token.

use super::tokens;
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult};

pub(crate) fn create(api: &Api, request: &ApiRequest) -> ApiResult {
    tokens::client(api, request)?;
    tokens::fits("request/create_application_calendar", request)?;
    let id = tokens::text(request, "application_calendar_id");
    api.shared.change(|world| {
        let issued = world.application_calendar(id);
        let mut body = tokens::token_body(&issued);
        body["application_calendar_id"] = id.into();
        body["sub"] = issued.grant.account_id.as_str().into();
        tokens::link_profile(world, &issued, &mut body);
        Ok(ApiResponse::ok(body))
    })
}
