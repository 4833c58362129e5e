//! `POST /v1/batch`: several requests in one.

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::allow;
use super::answer::{Answer, Refused, Reply};
use super::ask::{Asked, object};
use super::route::Api;
use crate::validate::accept;

#[derive(Deserialize)]
struct Batch {
    batch: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    method: String,
    relative_url: String,
    data: Option<Value>,
}

pub(super) fn answer(api: &Api, asked: &Asked) -> Reply {
    allow::account(api, asked, &[])?;
    let Batch { batch } = accept("request/batch", &asked.body)?;
    let answers: Vec<Answer> = batch.into_iter().map(|entry| one(api, asked, entry)).collect();
    let mixed = answers.iter().any(|answer| !answer.status.is_success());
    let entries = answers.into_iter().map(|Answer { status, body, .. }| match body {
        Some(data) => json!({ "status": status.as_u16(), "data": data }),
        None => json!({ "status": status.as_u16() }),
    });
    let body = Some(json!({ "batch": entries.collect::<Vec<_>>() }));
    let status = if mixed { StatusCode::MULTI_STATUS } else { StatusCode::OK };
    Ok(Answer { status, body, header: None })
}

fn one(api: &Api, asked: &Asked, entry: Entry) -> Answer {
    let Entry { method, relative_url, data } = entry;
    let Ok(method) = Method::from_bytes(method.as_bytes()) else {
        return Refused::invalid("method", "errors.invalid", "method must be GET, POST or DELETE").into();
    };
    let body = match object("data", data.unwrap_or_else(|| Value::Object(Map::new()))) {
        Ok(body) => body,
        Err(refused) => return refused.into(),
    };
    let inner = Asked::to(method, &relative_url, asked.bearer.clone(), body, asked.host.clone());
    if inner.path == ["v1", "batch"] {
        return Refused::invalid("relative_url", "errors.invalid", "a batch cannot hold a batch").into();
    }
    api.route(&inner).unwrap_or_else(Answer::from)
}
