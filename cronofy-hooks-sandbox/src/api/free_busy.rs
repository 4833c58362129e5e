//! `GET /v1/free_busy` and its further pages.

use serde_json::{Value, json};

use super::allow;
use super::answer::Reply;
use super::ask::Asked;
use super::parameters::{event_query, flag};
use super::read_events::{first_page, further, told};
use super::route::Api;
use crate::world::World;
use crate::world::event::Event;
use crate::world::read::ReadOptions;

const SCOPES: [&str; 2] = ["read_free_busy", "read_events"];

/// What is told of a period beside its times.
struct Told {
    ids: bool,
    free: bool,
    deleted: bool,
}

pub(super) fn first(api: &Api, asked: &Asked) -> Reply {
    let account_id = allow::account(api, asked, &SCOPES)?;
    let (query, options) = event_query(asked)?;
    let tell =
        Told { ids: flag(asked, "include_ids")?, free: flag(asked, "include_free")?, deleted: query.include_deleted };
    let periods = api.shared.read(|world| {
        let events = world.find_events(&account_id, &query).into_iter();
        events.filter_map(|event| period(world, event, &options, &tell)).collect()
    });
    Ok(told(asked, "free_busy", first_page(api, &account_id, "free_busy", periods)))
}

pub(super) fn next(api: &Api, asked: &Asked, token: &str) -> Reply {
    let account_id = allow::account(api, asked, &SCOPES)?;
    further(api, asked, &account_id, "free_busy", token)
}

/// None for a time that stays free, unless those are asked for.
fn period(world: &World, event: &Event, options: &ReadOptions, tell: &Told) -> Option<Value> {
    let full = event.full(world, options);
    let status = match (full["transparency"].as_str(), full["status"].as_str()) {
        (Some("transparent"), _) | (_, Some("cancelled")) => "free",
        (Some("unknown"), _) => "unknown",
        (_, Some("tentative")) => "tentative",
        _ => "busy",
    };
    if status == "free" && !tell.free {
        return None;
    }
    let mut period = json!({
        "calendar_id": full["calendar_id"],
        "start": full["start"],
        "end": full["end"],
        "free_busy_status": status,
    });
    let more = [("event_uid", tell.ids), ("event_id", tell.ids), ("deleted", tell.deleted)];
    for (name, _) in more.into_iter().filter(|(_, wanted)| *wanted) {
        if let Some(value) = full.get(name) {
            period[name] = value.clone();
        }
    }
    Some(period)
}
