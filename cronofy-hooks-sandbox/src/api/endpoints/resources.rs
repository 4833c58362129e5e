//! `GET /v1/meeting_agents/{sub}/resources/{category}/{type}`: what a meeting agent recorded, and its download.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::api::parameters::required;
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::clock::later;
use crate::world::model::{AgentStage, MeetingAgent, World};

/// How long a download URL works.
const LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// Redirects to the download, whose URL needs no credentials.
pub(crate) fn locate(api: &Api, request: &ApiRequest, [sub, category, name]: [&str; 3]) -> ApiResult {
    authorize::application(api, request)?;
    let permission = api.shared.change(|world| {
        recorded(world, sub)?;
        let expires = later(world.now, LIFETIME);
        let permission = world.ids.prefixed("download", world.now);
        world.tokens.downloads.insert(permission.clone(), expires);
        Ok::<_, ApiResponse>(permission)
    })?;
    let (host, path) = (&request.host, format!("{sub}/downloads/{category}/{name}"));
    let url = format!("http://{host}/v1/meeting_agents/{path}?permission={permission}");
    let body = Some(json!({ "resource": { "download_url": url } }));
    Ok(ApiResponse { body, ..ApiResponse::redirect(url) })
}

/// The transcript. The sandbox hears and sees nothing, so it has no recording to send.
pub(crate) fn download(api: &Api, request: &ApiRequest, [sub, category, name]: [&str; 3]) -> ApiResult {
    let permission = required(request, "permission")?;
    api.shared.read(|world| {
        if world.tokens.downloads.get(permission).is_none_or(|expires| world.now >= *expires) {
            let description = "the download URL is unknown or has expired: fetch the resource again";
            return Err(ApiResponse::error(StatusCode::FORBIDDEN, "permission", "errors.forbidden", description));
        }
        let agent = recorded(world, sub)?;
        match (category, name) {
            ("transcript", "cronofy") => Ok(ApiResponse::ok(transcript(agent))),
            _ => {
                let description = format!("the sandbox has no {category} of type {name}, only a transcript");
                Err(ApiResponse::not_found("resource", description))
            }
        }
    })
}

/// An agent that has completed, and so has recorded something.
fn recorded<'w>(world: &'w World, sub: &str) -> ApiResult<&'w MeetingAgent> {
    let agent = world.agents.get(sub).filter(|it| it.stage == AgentStage::Complete);
    agent.ok_or_else(|| ApiResponse::not_found("meeting_agent", "no meeting agent with this sub has completed"))
}

fn transcript(agent: &MeetingAgent) -> Value {
    let speaker = agent.display_name.as_deref().unwrap_or("Meeting agent");
    let text = "This is a transcript of the sandbox.";
    json!({
        "meeting_agent": { "sub": agent.sub },
        "transcript": {
            "summary": "The sandbox recorded no words.",
            "paragraphs": [{
                "speaker": { "identifier": "1", "name": speaker },
                "start": 0.0,
                "end": 2.5,
                "sentences": [{ "text": text, "start": 0.0, "end": 2.5 }],
            }],
        }
    })
}
