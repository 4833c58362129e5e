//! `POST /v1/meeting_agents`: an agent for a meeting that is in no calendar.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::{accept, check_subscriptions};
use crate::world::model::Subscription;
use crate::world::rules::agent_body;

#[derive(Deserialize)]
struct CreateAgentRequest {
    join_url: String,
    join_time: Option<Timestamp>,
    display_name: Option<String>,
    #[serde(default)]
    subscriptions: Vec<Subscription>,
}

pub(crate) fn create(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::application(api, request)?;
    check_subscriptions(&request.body)?;
    let CreateAgentRequest { join_url, join_time, display_name, subscriptions } =
        accept("request/create_meeting_agent", &request.body)?;
    // An agent belongs to the application; the sandbox assigns it to the first account.
    let agent = api.shared.change(|world| {
        let account_id = world.accounts.keys().next()?.clone();
        let join_at = join_time.unwrap_or(world.now).max(world.now);
        Some(world.create_agent(&account_id, &join_url, join_at, display_name, subscriptions))
    });
    let agent =
        agent.ok_or_else(|| ApiResponse::not_found("account", "the sandbox has no account to assign the agent to"))?;
    // The service shows an agent that is scheduled for later in its notifications only.
    if join_time.is_some() {
        return Ok(ApiResponse::accepted());
    }
    Ok(ApiResponse::ok(json!({ "meeting_agent": agent_body(&agent) })))
}
