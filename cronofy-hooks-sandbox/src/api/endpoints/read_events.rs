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
    Ok(page_response(request, "events", first_page(api, request, "events", events)))
}

/// The first page of a result. Only a result with further pages changes the world, which keeps it.
pub(crate) fn first_page(api: &Api, request: &ApiRequest, what: &str, items: Vec<Value>) -> ResultPage {
    if items.len() <= api.shared.read(|world| world.pages.size) {
        return ResultPage::single(items);
    }
    let authorization = authorization(api, request);
    api.shared.change(|world| world.first_page(&authorization, what, items))
}

pub(crate) fn next(api: &Api, request: &ApiRequest, token: &str) -> ApiResult {
    authorize::account(api, request, &MANAGED)?;
    further_page(api, request, "events", token)
}

/// A page after the first. Another authorization of the same account may have another scope, so it gets none.
pub(crate) fn further_page(api: &Api, request: &ApiRequest, what: &str, token: &str) -> ApiResult {
    let authorization = authorization(api, request);
    let page = api.shared.read(|world| world.page(&authorization, what, token));
    let missing = || {
        ApiResponse::not_found("page", "the page does not exist, or no longer exists: read again from the first page")
    };
    Ok(page_response(request, what, page.ok_or_else(missing)?))
}

fn authorization(api: &Api, request: &ApiRequest) -> String {
    let token = request.bearer.as_deref().unwrap_or_default();
    api.shared.read(|world| world.authorization_of(token).unwrap_or_default().to_owned())
}

/// A page, with the URL of the next one.
pub(crate) fn page_response(request: &ApiRequest, what: &str, page: ResultPage) -> ApiResponse {
    let mut pages = json!({ "current": page.current, "total": page.total });
    if let Some(next) = page.next {
        pages["next_page"] = format!("http://{}/v1/{what}/pages/{next}", request.host).into();
    }
    ApiResponse::ok(json!({ "pages": pages, what: Value::Array(page.items) }))
}
