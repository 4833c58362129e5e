//! `POST /v1/meeting_agents`: an agent for a meeting that is in no calendar.

use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::allow;
use super::answer::{Answer, Refused, Reply};
use super::ask::Asked;
use super::route::Api;
use crate::validate::{accept, check_subscriptions};
use crate::world::body::agent as told;
use crate::world::event::Subscription;

#[derive(Deserialize)]
struct Create {
    join_url: String,
    join_time: Option<Timestamp>,
    display_name: Option<String>,
    #[serde(default)]
    subscriptions: Vec<Subscription>,
}

pub(super) fn create(api: &Api, asked: &Asked) -> Reply {
    allow::application(api, asked)?;
    check_subscriptions(&asked.body)?;
    let Create { join_url, join_time, display_name, subscriptions } =
        accept("request/create_meeting_agent", &asked.body)?;
    // An agent belongs to the application; the sandbox counts it to the first account.
    let agent = api.shared.change(|world| {
        let account_id = world.accounts.keys().next()?.clone();
        let join_at = join_time.unwrap_or(world.now).max(world.now);
        Some(world.create_agent(&account_id, &join_url, join_at, display_name, subscriptions))
    });
    let agent =
        agent.ok_or_else(|| Refused::not_found("account", "the sandbox has no account to count the agent to"))?;
    // One that is scheduled for later is only told of by its notifications.
    if join_time.is_some() {
        return Ok(Answer {
            status: StatusCode::ACCEPTED,
            ..Answer::ok(json!({ "sub": agent.sub, "state": "created" }))
        });
    }
    Ok(Answer::ok(told(&agent)))
}
