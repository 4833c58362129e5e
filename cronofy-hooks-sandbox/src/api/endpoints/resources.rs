//! `GET /v1/meeting_agents/{sub}/resources/{category}/{type}`: what a meeting agent recorded, and its download.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::api::parameters::required;
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::clock::later;
use crate::recording;
use crate::world::model::{AgentStage, MeetingAgent, World};

/// How long a download URL works.
const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// How long a sentence of a transcript takes, in seconds.
const SENTENCE: f64 = 2.5;

/// Redirects to the download, whose URL needs no credentials.
pub(crate) fn locate(api: &Api, request: &ApiRequest, [sub, category, name]: [&str; 3]) -> ApiResult {
    authorize::application(api, request)?;
    let permission = api.shared.change(|world| {
        recorded(world, sub)?;
        let expires = later(world.now, LIFETIME);
        let permission = world.ids.passing("download", world.now);
        world.tokens.downloads.insert(permission.clone(), expires);
        Ok::<_, ApiResponse>(permission)
    })?;
    let (host, path) = (&request.host, format!("{sub}/downloads/{category}/{name}"));
    let url = format!("http://{host}/v1/meeting_agents/{path}?permission={permission}");
    let body = Some(json!({ "resource": { "download_url": url } }));
    Ok(ApiResponse { body, ..ApiResponse::redirect(url) })
}

/// The transcript, or a recording. The sandbox hears and sees nothing: a sound recording is a tone, a video is a grey
/// picture, and neither is as long as the meeting.
pub(crate) fn download(api: &Api, request: &ApiRequest, [sub, category, name]: [&str; 3]) -> ApiResult {
    let permission = required(request, "permission")?;
    api.shared.read(|world| {
        if world.tokens.downloads.get(permission).is_none_or(|expires| world.now >= *expires) {
            let description = "the download URL is unknown or has expired: fetch the resource again";
            return Err(ApiResponse::error(StatusCode::FORBIDDEN, "permission", "errors.forbidden", description));
        }
        let agent = recorded(world, sub)?;
        let range = request.range.as_deref();
        match (category, name) {
            ("transcript", "cronofy") => Ok(ApiResponse::ok(transcript(world, agent))),
            ("audio", "voice") => ApiResponse::file("audio/wav", &recording::tone(), range),
            ("video", "conference") => ApiResponse::file("video/webm", &recording::grey_picture(), range),
            _ => {
                let description = format!("no meeting agent records {category} of type {name}");
                Err(ApiResponse::not_found("resource", description))
            }
        }
    })
}

/// An agent whose recordings are there.
fn recorded<'w>(world: &'w World, sub: &str) -> ApiResult<&'w MeetingAgent> {
    let agent = world.agents.get(sub).filter(|it| it.stage == AgentStage::Complete);
    let agent =
        agent.ok_or_else(|| ApiResponse::not_found("meeting_agent", "no meeting agent with this sub has completed"))?;
    if world.now < later(agent.leave_at, agent.recording_delay) {
        let description = "what the meeting agent recorded is not there yet: fetch it later";
        return Err(ApiResponse::not_found("resource", description));
    }
    Ok(agent)
}

/// Each speaker says the same, and the first has the last word.
fn transcript(world: &World, agent: &MeetingAgent) -> Value {
    let speakers = speakers(world, agent);
    let last = if speakers.len() > 1 { 1 } else { 0 };
    let mut seconds = 0.0;
    let mut sentence = |text: &str| {
        let start = seconds;
        seconds += SENTENCE;
        json!({ "text": text, "start": start, "end": seconds })
    };
    let turns = speakers.iter().enumerate().chain(speakers.iter().enumerate().take(last));
    let paragraphs: Vec<Value> = turns
        .map(|(number, name)| {
            let sentences = ["This is a transcript of the sandbox.", "It is the same for every meeting."];
            let sentences = sentences.map(&mut sentence);
            let mut speaker = json!({ "identifier": (number + 1).to_string() });
            if let Some(name) = name {
                speaker["name"] = name.as_str().into();
            }
            json!({
                "speaker": speaker,
                "start": sentences[0]["start"],
                "end": sentences[1]["end"],
                "sentences": sentences,
            })
        })
        .collect();
    json!({
        "meeting_agent": { "sub": agent.sub },
        "transcript": { "summary": "The sandbox recorded no words.", "paragraphs": paragraphs },
    })
}

/// The owner of the event and its attendees, who may have no name; without an event only the agent is there.
fn speakers(world: &World, agent: &MeetingAgent) -> Vec<Option<String>> {
    let event = agent.event_uid.as_ref().and_then(|event_uid| world.events.get(event_uid));
    let Some(event) = event else {
        return vec![Some(agent.display_name.clone().unwrap_or_else(|| "Meeting agent".to_owned()))];
    };
    let owner = world.accounts.get(&agent.account_id).map(|account| account.name.clone());
    let attendees = event.details.get("attendees").and_then(Value::as_array).into_iter().flatten();
    let names = attendees.map(|attendee| attendee["display_name"].as_str().map(str::to_owned));
    std::iter::once(owner).chain(names).collect()
}
