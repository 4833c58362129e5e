//! `GET /v1/free_busy` and its further pages.

use serde_json::{Value, json};

use super::read_events::{first_page, further_page, page_response};
use crate::api::parameters::{event_query, flag};
use crate::api::{Api, ApiRequest, ApiResult, authorize};
use crate::world::model::{Event, World};
use crate::world::rules::ReadOptions;

const SCOPES: [&str; 2] = ["read_free_busy", "read_events"];

/// The optional fields and periods of the answer.
struct PeriodOptions {
    ids: bool,
    free: bool,
    deleted: bool,
}

pub(crate) fn first(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &SCOPES)?;
    let (query, options) = event_query(request)?;
    let show = PeriodOptions {
        ids: flag(request, "include_ids")?,
        free: flag(request, "include_free")?,
        deleted: query.include_deleted,
    };
    let periods = api.shared.read(|world| {
        let events = world.find_events(&account_id, &query).into_iter();
        events.filter_map(|event| period(world, event, &options, &show)).collect()
    });
    Ok(page_response(request, "free_busy", first_page(api, request, "free_busy", periods)))
}

pub(crate) fn next(api: &Api, request: &ApiRequest, token: &str) -> ApiResult {
    authorize::account(api, request, &SCOPES)?;
    further_page(api, request, "free_busy", token)
}

/// `None` for free time, unless the request includes it.
fn period(world: &World, event: &Event, options: &ReadOptions, show: &PeriodOptions) -> Option<Value> {
    let full = event.full(world, options);
    let status = event.free_busy_status();
    if status == "free" && !show.free {
        return None;
    }
    let mut period = json!({
        "calendar_id": full["calendar_id"],
        "start": full["start"],
        "end": full["end"],
        "free_busy_status": status,
    });
    let more = [("event_uid", show.ids), ("event_id", show.ids), ("deleted", show.deleted)];
    for (name, _) in more.into_iter().filter(|(_, wanted)| *wanted) {
        if let Some(value) = full.get(name) {
            period[name] = value.clone();
        }
    }
    Some(period)
}
