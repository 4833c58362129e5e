//! `POST` and `DELETE /v1/meeting_agents`: an agent for a meeting that is in no calendar.

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
    scheduling_key: Option<String>,
    display_name: Option<String>,
    on_behalf_of_attendee: Option<Attendee>,
    #[serde(default)]
    subscriptions: Vec<Subscription>,
}

#[derive(Deserialize)]
struct Attendee {
    email: String,
}

#[derive(Deserialize)]
struct CancelAgentRequest {
    scheduling_key: String,
}

impl CreateAgentRequest {
    /// The agent joins now unless the request names a later time.
    pub(crate) fn create(self, world: &mut World, account_id: &str) -> MeetingAgent {
        world.create_agent(MeetingAgent {
            account_id: account_id.to_owned(),
            scheduling_key: self.scheduling_key,
            join_url: Some(self.join_url),
            join_at: self.join_time.unwrap_or(world.now).max(world.now),
            display_name: self.display_name,
            subscriptions: self.subscriptions,
            ..MeetingAgent::default()
        })
    }

    /// An agent belongs to the application. The sandbox assigns it to the account of the attendee, or else to the
    /// first one.
    fn account_id(&self, world: &World) -> Option<String> {
        let is_attendee = |email: &str| self.on_behalf_of_attendee.as_ref().is_some_and(|it| it.email == email);
        let mut accounts = world.accounts.values();
        let account = accounts.clone().find(|it| is_attendee(&it.email)).or_else(|| accounts.next());
        account.map(|it| it.account_id.clone())
    }
}

pub(crate) fn create(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::application(api, request)?;
    let created: CreateAgentRequest = accept("request/create_meeting_agent", &request.body)?;
    let is_for_later = created.join_time.is_some();
    let agent = api.shared.change(|world| {
        let account_id = created.account_id(world)?;
        Some(created.create(world, &account_id))
    });
    let agent =
        agent.ok_or_else(|| ApiResponse::not_found("account", "the sandbox has no account to assign the agent to"))?;
    // The service shows an agent that is scheduled for later in its notifications only.
    if is_for_later {
        return Ok(ApiResponse::accepted());
    }
    let base_url = format!("http://{}", request.host);
    Ok(ApiResponse::ok(json!({ "meeting_agent": agent_body(&agent, &base_url) })))
}

pub(crate) fn cancel(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::application(api, request)?;
    let CancelAgentRequest { scheduling_key } = accept("request/cancel_meeting_agent", &request.body)?;
    if api.shared.change(|world| world.cancel_scheduled_agent(&scheduling_key)) {
        return Ok(ApiResponse::accepted());
    }
    Err(ApiResponse::not_found("scheduling_key", "no meeting agent was scheduled with this scheduling_key"))
}
