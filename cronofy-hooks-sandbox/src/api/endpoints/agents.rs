//! `POST /v1/meeting_agents`: an agent for a meeting that is in no calendar.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::accept;
use crate::world::World;
use crate::world::model::{MeetingAgent, Subscription};
use crate::world::rules::agent_body;

#[derive(Deserialize)]
pub(crate) struct CreateAgentRequest {
    join_url: String,
    join_time: Option<Timestamp>,
    display_name: Option<String>,
    #[serde(default)]
    subscriptions: Vec<Subscription>,
}

impl CreateAgentRequest {
    /// The agent joins now unless the request names a later time.
    pub(crate) fn create(self, world: &mut World, account_id: &str) -> MeetingAgent {
        let join_at = self.join_time.unwrap_or(world.now).max(world.now);
        world.create_agent(account_id, &self.join_url, join_at, self.display_name, self.subscriptions)
    }
}

pub(crate) fn create(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::application(api, request)?;
    let created: CreateAgentRequest = accept("request/create_meeting_agent", &request.body)?;
    let is_for_later = created.join_time.is_some();
    // An agent belongs to the application; the sandbox assigns it to the first account.
    let agent = api.shared.change(|world| {
        let account_id = world.accounts.keys().next()?.clone();
        Some(created.create(world, &account_id))
    });
    let agent =
        agent.ok_or_else(|| ApiResponse::not_found("account", "the sandbox has no account to assign the agent to"))?;
    // The service shows an agent that is scheduled for later in its notifications only.
    if is_for_later {
        return Ok(ApiResponse::accepted());
    }
    Ok(ApiResponse::ok(json!({ "meeting_agent": agent_body(&agent) })))
}
