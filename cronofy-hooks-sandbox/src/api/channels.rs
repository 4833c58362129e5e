//! `GET` and `POST /v1/channels`, `DELETE /v1/channels/{channel_id}`.

use serde_json::{Value, json};

use super::allow;
use super::answer::{Answer, Refused, Reply};
use super::ask::Asked;
use super::route::Api;
use crate::validate::accept;
use crate::world::World;
use crate::world::channel::{Channel, Filters};
use crate::world::ping::{MOST_CHANNELS, NoChannel};

/// A channel tells of events, so whoever may read those may have one.
const SCOPES: [&str; 3] = ["read_events", "read_free_busy", "create_event"];

#[derive(serde::Deserialize)]
struct Create {
    callback_url: String,
    #[serde(default)]
    filters: Filters,
}

pub(super) fn list(api: &Api, asked: &Asked) -> Reply {
    let account_id = allow::account(api, asked, &SCOPES)?;
    let channels: Vec<Value> = api.shared.read(|world| world.channels_of(&account_id).map(Channel::body).collect());
    Ok(Answer::ok(json!({ "channels": channels })))
}

pub(super) fn create(api: &Api, asked: &Asked) -> Reply {
    let account_id = allow::account(api, asked, &SCOPES)?;
    let Create { callback_url, filters } = accept("request/create_channel", &asked.body)?;
    api.shared.change(|world| {
        has_calendars(world, &account_id, &filters)?;
        match world.create_channel(&account_id, &callback_url, filters) {
            Ok(channel) => Ok(Answer::ok(json!({ "channel": channel.body() }))),
            Err(NoChannel::TooMany) => {
                let description =
                    format!("the account has {MOST_CHANNELS} channels, the most there may be: close one first");
                Err(Refused::invalid("channel", "errors.limit_exceeded", description))
            }
        }
    })
}

pub(super) fn close(api: &Api, asked: &Asked, channel_id: &str) -> Reply {
    let account_id = allow::account(api, asked, &SCOPES)?;
    if api.shared.change(|world| world.close_channel(&account_id, channel_id)) {
        return Ok(Answer::accepted());
    }
    Err(Refused::not_found("channel_id", "the account has no open channel with this channel_id"))
}

fn has_calendars(world: &World, account_id: &str, filters: &Filters) -> Result<(), Refused> {
    let known = |id: &String| world.calendars.get(id).is_some_and(|it| it.account_id == account_id);
    if filters.calendar_ids.iter().flatten().all(known) {
        return Ok(());
    }
    let description = "one of the calendar_ids is of no calendar of this account; list them with GET /v1/calendars";
    Err(Refused::invalid("filters.calendar_ids", "errors.invalid", description))
}
