//! `GET /v1/events` and its further pages.

use serde_json::{Value, json};

use super::allow;
use super::answer::{Answer, Refused, Reply};
use super::ask::Asked;
use super::parameters::event_query;
use super::route::Api;
use crate::world::paging::Page;

const SCOPES: [&str; 1] = ["read_events"];

pub(super) fn first(api: &Api, asked: &Asked) -> Reply {
    let account_id = allow::account(api, asked, &SCOPES)?;
    let (query, options) = event_query(asked)?;
    let events = api.shared.read(|world| {
        let events = world.find_events(&account_id, &query).into_iter();
        events.map(|event| event.full(world, &options)).collect()
    });
    Ok(told(asked, "events", first_page(api, &account_id, "events", events)))
}

/// The first page of what was found. Only the pages that follow are kept, and a change.
pub(super) fn first_page(api: &Api, account_id: &str, what: &str, items: Vec<Value>) -> Page {
    if items.len() <= api.shared.read(|world| world.pages.size) {
        return Page::alone(items);
    }
    api.shared.change(|world| world.first_page(account_id, what, items))
}

pub(super) fn next(api: &Api, asked: &Asked, token: &str) -> Reply {
    let account_id = allow::account(api, asked, &SCOPES)?;
    further(api, asked, &account_id, "events", token)
}

/// A page after the first.
pub(super) fn further(api: &Api, asked: &Asked, account_id: &str, what: &str, token: &str) -> Reply {
    let page = api.shared.read(|world| world.page(account_id, what, token));
    let gone = || Refused::not_found("page", "there is no such page, or no longer: read again from the first page");
    Ok(told(asked, what, page.ok_or_else(gone)?))
}

/// A page, with the address of the next one where the application found the sandbox.
pub(super) fn told(asked: &Asked, what: &str, page: Page) -> Answer {
    let mut pages = json!({ "current": page.current, "total": page.total });
    if let Some(next) = page.next {
        pages["next_page"] = format!("http://{}/v1/{what}/pages/{next}", asked.host).into();
    }
    Answer::ok(json!({ "pages": pages, what: Value::Array(page.items) }))
}
