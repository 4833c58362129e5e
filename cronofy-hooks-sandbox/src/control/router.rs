//! The control API: the same steps over HTTP, for tests in any language.

use axum::extract::rejection::JsonRejection;
use axum::extract::{Query, Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use cronofy_hooks_contract::CallPart;
use cronofy_hooks_contract::text::Diagnosis;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HOST};
use serde::Deserialize;
use serde_json::{Value, json};

use super::handle::SandboxHandle;
use crate::local_only::{from_here, is_loopback};
use crate::personal_data::PersonalData;
use crate::world::model::{Account, ApiCaller, Calendar, Delivery, HttpMessage, LoggedCall, Step, World};
use crate::world::rules::{CallSearch, DeliverySearch, Standing};

/// How many deliveries or calls a list has, unless its request says so.
const LIMIT: usize = 100;
pub(super) const OPENAPI: &str = include_str!("openapi.json");

/// Everything below `/sandbox`.
pub(crate) fn router(handle: SandboxHandle) -> Router {
    Router::new()
        .route("/sandbox/state", get(state))
        .route("/sandbox/deliveries", get(deliveries))
        .route("/sandbox/calls", get(calls))
        .route("/sandbox/steps", post(steps))
        .route("/sandbox/openapi.json", get(async || ([(CONTENT_TYPE, "application/json")], OPENAPI)))
        .route_layer(from_fn(local_programs))
        .with_state(handle)
}

/// Keeps pages of the web out, which can make a browser send requests to this machine: they cannot name it, and cannot
/// send JSON to another site.
async fn local_programs(request: Request, next: Next) -> Response {
    let header = request.headers().get(HOST).and_then(|it| it.to_str().ok());
    let host = request.uri().authority().map_or(header, |it| Some(it.as_str())).unwrap_or_default();
    if !is_loopback(host) || from_here(request.headers(), host) == Some(false) {
        let reason = "the control API answers programs of this machine only; call it at 127.0.0.1 or localhost";
        return refusal(StatusCode::FORBIDDEN, reason);
    }
    next.run(request).await
}

fn refusal(status: StatusCode, error: impl Into<String>) -> Response {
    (status, Json(json!({ "error": error.into() }))).into_response()
}

/// `GET /sandbox/state`
async fn state(State(handle): State<SandboxHandle>) -> Json<Value> {
    let clock = Step::Clock(handle.shared.clock_mode());
    Json(handle.shared.read(|world| {
        json!({
            "now": world.now,
            "clock": serde_json::to_value(&clock).unwrap_or_default()["clock"],
            "faults": world.faults.rules,
            "accounts": world.accounts.values().map(|it| account(world, it)).collect::<Vec<_>>(),
            "channels": world.channels.values().collect::<Vec<_>>(),
        })
    }))
}

fn account(world: &World, account: &Account) -> Value {
    let calendars = world.calendars.values().filter(|it| it.account_id == account.account_id && !it.deleted);
    let calendar = |it: &Calendar| json!({ "calendar_id": it.calendar_id, "calendar_name": it.calendar_name, "readonly": it.readonly });
    json!({
        "account_id": account.account_id,
        "email": account.email,
        "name": account.name,
        "calendars": calendars.map(calendar).collect::<Vec<_>>(),
        "profile_ids": account.profiles.iter().map(|it| &it.profile_id).collect::<Vec<_>>(),
    })
}

#[derive(Debug, Default, Deserialize)]
struct SearchQuery {
    #[serde(default)]
    q: String,
    limit: Option<usize>,
    /// Shown unless it says otherwise: a test compares what was sent.
    personal: Option<PersonalData>,
}

/// `GET /sandbox/deliveries`: those that match the search, newest first.
async fn deliveries(State(handle): State<SandboxHandle>, query: Query<SearchQuery>) -> Response {
    let search = DeliverySearch::parse(&query.q);
    if let Some(error) = search.error {
        return refusal(StatusCode::BAD_REQUEST, error);
    }
    let limit = query.limit.unwrap_or(LIMIT);
    let personal = query.personal.unwrap_or(PersonalData::Shown);
    let found: Vec<_> = handle.shared.read(|world| {
        let matching = world.deliveries.values().rev().filter(|it| search.matches(world, it));
        matching.take(limit).map(|it| delivery(world, it, personal)).collect()
    });
    Json(json!({ "deliveries": found })).into_response()
}

fn delivery(world: &World, delivery: &Delivery, personal: PersonalData) -> Value {
    let attempts = delivery.attempts.iter().map(|attempt| {
        let diagnosis = world.diagnose(delivery, attempt);
        json!({
            "attempt": attempt.number,
            "at": attempt.at,
            "fault": attempt.fault,
            "outcome": attempt.outcome.as_ref().map(ToString::to_string),
            "answer": attempt.answer.as_ref().map(|it| personal.answer(it, &delivery.body)),
            "took_ms": attempt.took.as_secs_f64() * 1e3,
            "meaning": diagnosis.as_ref().map(|it| &it.meaning),
            "help": diagnosis.as_ref().and_then(|it| it.help.as_ref()),
            "other_causes": diagnosis.as_ref().map(Diagnosis::other_causes_json),
        })
    });
    json!({
        "delivery": delivery.number,
        "notification_id": delivery.notification_id,
        "name": delivery.name,
        "subtype": delivery.subtype,
        "url": delivery.url,
        "created": delivery.created,
        "state": Standing::of(delivery).word(),
        "cause": delivery.cause,
        "changed_events": delivery.changed_events,
        "replay_of": delivery.replay_of(),
        "body": serde_json::from_str::<Value>(&personal.body(&delivery.body)).unwrap_or_default(),
        "attempts": attempts.collect::<Vec<_>>(),
    })
}

/// `GET /sandbox/calls`: the API calls that match the search, newest first.
async fn calls(State(handle): State<SandboxHandle>, query: Query<SearchQuery>) -> Response {
    let search = CallSearch::parse(&query.q);
    if let Some(error) = search.error {
        return refusal(StatusCode::BAD_REQUEST, error);
    }
    let limit = query.limit.unwrap_or(LIMIT);
    let personal = query.personal.unwrap_or(PersonalData::Shown);
    let found: Vec<_> = handle.shared.read(|world| {
        let matching = world.calls.iter().rev().filter(|it| search.matches(world, it));
        matching.take(limit).map(|it| call(world, it, personal)).collect()
    });
    Json(json!({ "calls": found })).into_response()
}

fn call(world: &World, call: &LoggedCall, personal: PersonalData) -> Value {
    let effects = call.effects.iter();
    let effects = effects.map(|it| json!({ "did": it.verb, "what": it.subject.kind(), "id": it.subject.id() }));
    json!({
        "call": call.number,
        "at": call.at,
        "received": call.received,
        "method": call.method,
        "target": personal.target(call),
        "account": match &call.caller {
            ApiCaller::Account(account_id) => Some(account_id),
            ApiCaller::Application | ApiCaller::Unknown => None,
        },
        "by_application": call.caller == ApiCaller::Application,
        "status": call.status,
        "fault": call.fault,
        "took_ms": call.took.as_secs_f64() * 1e3,
        "errors": call.errors(),
        "request": personal.message(CallPart::Request, call).as_deref().map(message),
        "answer": personal.message(CallPart::Response, call).as_deref().map(message),
        "effects": effects.collect::<Vec<_>>(),
        "deliveries": world.deliveries_of_call(call.number).map(|it| it.number).collect::<Vec<_>>(),
    })
}

fn message(message: &HttpMessage) -> Value {
    json!({ "headers": message.headers, "body": message.body, "body_length": message.body_length })
}

/// One step, or several that are run in order.
#[derive(Deserialize)]
#[serde(untagged)]
enum Posted {
    Several(Vec<Value>),
    One(Value),
}

/// `POST /sandbox/steps`: the result of each step, up to the first that cannot be done.
async fn steps(State(handle): State<SandboxHandle>, posted: Result<Json<Posted>, JsonRejection>) -> Response {
    let steps = match posted {
        Ok(Json(Posted::Several(steps))) => steps,
        Ok(Json(Posted::One(step))) => vec![step],
        Err(rejection) => return refusal(rejection.status(), rejection.body_text()),
    };
    // All are read before the first is run.
    let mut parsed = Vec::with_capacity(steps.len());
    for (number, step) in steps.into_iter().enumerate() {
        match serde_json::from_value::<Step>(step) {
            Ok(step) => parsed.push(step),
            Err(error) => return stopped(StatusCode::BAD_REQUEST, number, &error.to_string(), &[]),
        }
    }
    let mut results = Vec::with_capacity(parsed.len());
    for (number, step) in parsed.iter().enumerate() {
        match handle.run(step).await {
            Ok(result) => results.push(result),
            Err(error) => return stopped(StatusCode::UNPROCESSABLE_ENTITY, number, &format!("{error:#}"), &results),
        }
    }
    Json(json!({ "results": results })).into_response()
}

fn stopped(status: StatusCode, number: usize, error: &str, results: &[Value]) -> Response {
    (status, Json(json!({ "error": error, "step": number, "results": results }))).into_response()
}
