//! `GET` and `POST /v1/channels`, `DELETE /v1/channels/{channel_id}`.

use serde_json::{Value, json};

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::accept;
use crate::world::model::{Channel, ChannelFilters, World};

/// A channel reports changes of events, so it needs one of the scopes for events.
const SCOPES: [&str; 3] = ["read_events", "read_free_busy", "create_event"];

#[derive(serde::Deserialize)]
pub(crate) struct CreateChannelRequest {
    pub(crate) callback_url: String,
    #[serde(default)]
    pub(crate) filters: ChannelFilters,
    #[serde(default)]
    pub(crate) scheduling_conversations: ConversationsRequest,
}

#[derive(Default, serde::Deserialize)]
pub(crate) struct ConversationsRequest {
    pub(crate) enabled: Option<bool>,
}

pub(crate) fn list(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &SCOPES)?;
    let channels: Vec<Value> = api.shared.read(|world| world.channels_of(&account_id).map(Channel::to_json).collect());
    Ok(ApiResponse::ok(json!({ "channels": channels })))
}

pub(crate) fn create(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &SCOPES)?;
    let request: CreateChannelRequest = accept("request/create_channel", &request.body)?;
    let CreateChannelRequest { callback_url, filters, scheduling_conversations } = request;
    api.shared.change(|world| {
        has_calendars(world, &account_id, &filters)?;
        match world.create_channel(&account_id, &callback_url, filters, scheduling_conversations.enabled) {
            Ok(channel) => Ok(ApiResponse::ok(json!({ "channel": channel.to_json() }))),
            Err(error) => Err(ApiResponse::invalid("channel", "errors.limit_exceeded", error.to_string())),
        }
    })
}

pub(crate) fn close(api: &Api, request: &ApiRequest, channel_id: &str) -> ApiResult {
    let account_id = authorize::account(api, request, &SCOPES)?;
    if api.shared.change(|world| world.close_channel(&account_id, channel_id)) {
        return Ok(ApiResponse::accepted());
    }
    Err(ApiResponse::not_found("channel_id", "the account has no open channel with this channel_id"))
}

fn has_calendars(world: &World, account_id: &str, filters: &ChannelFilters) -> ApiResult<()> {
    let known = |id: &String| world.calendars.get(id).is_some_and(|it| it.account_id == account_id);
    if filters.calendar_ids.iter().flatten().all(known) {
        return Ok(());
    }
    let description = "one of the calendar_ids is not a calendar of this account; list them with GET /v1/calendars";
    Err(ApiResponse::invalid("filters.calendar_ids", "errors.invalid", description))
}
