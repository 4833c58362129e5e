//! `GET /v1/events` and its further pages.

use serde_json::{Value, json};

use crate::api::parameters::{event_query, flag};
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::world::rules::ResultPage;

const READ: [&str; 1] = ["read_events"];
/// The application may read the events that it manages if it may write them.
const MANAGED: [&str; 3] = ["read_events", "create_event", "delete_event"];

pub(crate) fn first(api: &Api, request: &ApiRequest) -> ApiResult {
    let managed = flag(request, "only_managed")?;
    let account_id = authorize::account(api, request, if managed { &MANAGED } else { &READ })?;
    let (query, options) = event_query(request)?;
    let events = api.shared.read(|world| {
        let events = world.find_events(&account_id, &query).into_iter();
        events.map(|event| event.full(world, &options)).collect()
    });
    Ok(page_response(request, "events", first_page(api, &account_id, "events", events)))
}

/// The first page of a result. Only a result with further pages changes the world, which keeps it.
pub(crate) fn first_page(api: &Api, account_id: &str, what: &str, items: Vec<Value>) -> ResultPage {
    if items.len() <= api.shared.read(|world| world.pages.size) {
        return ResultPage::single(items);
    }
    api.shared.change(|world| world.first_page(account_id, what, items))
}

pub(crate) fn next(api: &Api, request: &ApiRequest, token: &str) -> ApiResult {
    let account_id = authorize::account(api, request, &MANAGED)?;
    further_page(api, request, &account_id, "events", token)
}

/// A page after the first.
pub(crate) fn further_page(api: &Api, request: &ApiRequest, account_id: &str, what: &str, token: &str) -> ApiResult {
    let page = api.shared.read(|world| world.page(account_id, what, token));
    let missing = || {
        ApiResponse::not_found("page", "the page does not exist, or no longer exists: read again from the first page")
    };
    Ok(page_response(request, what, page.ok_or_else(missing)?))
}

/// A page, with the URL of the next one.
pub(crate) fn page_response(request: &ApiRequest, what: &str, page: ResultPage) -> ApiResponse {
    let mut pages = json!({ "current": page.current, "total": page.total });
    if let Some(next) = page.next {
        pages["next_page"] = format!("http://{}/v1/{what}/pages/{next}", request.host).into();
    }
    ApiResponse::ok(json!({ "pages": pages, what: Value::Array(page.items) }))
}
