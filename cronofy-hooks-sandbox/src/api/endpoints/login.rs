//! `GET /oauth/authorize`: a person chooses an account on a page; for a program the first account agrees at once.

use http::uri::{Authority, PathAndQuery};
use http::{Method, Uri};
use maud::html;
use serde_json::json;

use crate::api::page::{page as document, redirect_with};
use crate::api::parameters::{first, required};
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult};
use crate::local_only::is_loopback;
use crate::world::World;
use crate::world::model::{EVERY_SCOPE, Grant, unknown_scope, unknown_service_account_scope};

pub(crate) fn authorize(api: &Api, request: &ApiRequest) -> ApiResult {
    let scope = first(request, "scope").filter(|scope| !scope.trim().is_empty()).unwrap_or(EVERY_SCOPE);
    if let Some(word) = unknown_scope(scope) {
        let description = format!("scope has the unknown word {word}: use {EVERY_SCOPE}, or a simplified scope");
        return Err(ApiResponse::invalid("scope", "errors.invalid", description));
    }
    log_in(api, request, scope)
}

/// `GET /enterprise_connect/oauth/authorize`: the login of a service account. Any account of the sandbox can be one.
pub(crate) fn authorize_service_account(api: &Api, request: &ApiRequest) -> ApiResult {
    let scope = required(request, "scope")?;
    if let Some(word) = unknown_service_account_scope(scope) {
        let description =
            format!("scope has the word {word}, which is none of a service account: see the documentation");
        return Err(ApiResponse::invalid("scope", "errors.invalid", description));
    }
    if let Some(word) = unknown_scope(required(request, "delegated_scope")?) {
        let description =
            format!("delegated_scope has the unknown word {word}: use {EVERY_SCOPE}, or a simplified scope");
        return Err(ApiResponse::invalid("delegated_scope", "errors.invalid", description));
    }
    log_in(api, request, scope)
}

/// Where the page of a login URL sends a user who chooses an account on it, or `none` to refuse. An error says why the URL
/// has no such page, or why the page does not offer the account.
pub(crate) fn answer_login(api: &Api, login_url: &str, account: &str) -> Result<String, String> {
    let not_ours = || "the URL is no login page of a sandbox; give the client the base URL of the sandbox".to_owned();
    let url: Uri = login_url.parse().map_err(|_| not_ours())?;
    let host = url.authority().map(Authority::as_str).filter(|host| is_loopback(host)).ok_or_else(not_ours)?;
    let target = url.path_and_query().map(PathAndQuery::as_str).unwrap_or_default();
    let mut request = ApiRequest::to(Method::GET, target, None, json!({}), host.to_owned());
    // The first one counts.
    request.query.insert(0, ("account".to_owned(), account.to_owned()));
    let answer = match url.path() {
        "/oauth/authorize" => authorize(api, &request),
        "/enterprise_connect/oauth/authorize" => authorize_service_account(api, &request),
        _ => return Err(not_ours()),
    };
    match answer {
        Ok(ApiResponse { header: Some((_, location)), .. }) => Ok(location.into()),
        Ok(refused) | Err(refused) => Err(refused.description().unwrap_or("the login was refused").to_owned()),
    }
}

fn log_in(api: &Api, request: &ApiRequest, scope: &str) -> ApiResult {
    let client_id = required(request, "client_id")?;
    let redirect_uri = required(request, "redirect_uri")?;
    if required(request, "response_type")? != "code" {
        return Err(ApiResponse::invalid("response_type", "errors.invalid", "response_type must be code"));
    }
    if !redirect_uri.starts_with("http://") && !redirect_uri.starts_with("https://") {
        return Err(ApiResponse::invalid(
            "redirect_uri",
            "errors.invalid",
            "redirect_uri must be an HTTP or HTTPS URL",
        ));
    }
    if api.shared.read(|world| world.application.client_id != client_id) {
        let description = "client_id is not that of the sandbox's application";
        return Err(ApiResponse::invalid("client_id", "errors.invalid", description));
    }
    let is_allowed = |world: &World| world.redirect_uris.is_empty() || world.redirect_uris.contains(redirect_uri);
    if !api.shared.read(is_allowed) {
        let description = "redirect_uri is none of those that were submitted to POST /v1/application_verification";
        return Err(ApiResponse::invalid("redirect_uri", "errors.invalid", description));
    }
    if let Some(token) = first(request, "link_token") {
        let account_id = api.shared.change(|world| world.tokens.links.remove(token));
        let unknown = "link_token is unknown or was used: request another one with POST /v1/link_tokens";
        let account_id = account_id.ok_or_else(|| ApiResponse::invalid("link_token", "errors.invalid", unknown))?;
        let grant = Grant { account_id, scope: scope.to_owned() };
        let code = api.shared.change(|world| world.authorize(grant, redirect_uri));
        return Ok(back(request, redirect_uri, &[("code", &code)]));
    }
    let account_id = match first(request, "account") {
        Some("none") => {
            let parameters = [("error", "access_denied"), ("error_description", "the user refused access")];
            return Ok(back(request, redirect_uri, &parameters));
        }
        None if request.from_browser => return Ok(page(api, request, redirect_uri, scope)),
        chosen => api.shared.read(|world| match chosen {
            Some(account_id) => {
                world.accounts.get(account_id).filter(|it| it.is_user()).map(|it| it.account_id.clone())
            }
            None => world.accounts.values().find(|it| it.is_user()).map(|it| it.account_id.clone()),
        }),
    };
    let missing = || ApiResponse::not_found("account", "the sandbox has no such account: choose one of its console");
    let grant = Grant { account_id: account_id.ok_or_else(missing)?, scope: scope.to_owned() };
    let code = api.shared.change(|world| world.authorize(grant, redirect_uri));
    Ok(back(request, redirect_uri, &[("code", &code)]))
}

/// Sends the user back to the application.
fn back(request: &ApiRequest, redirect_uri: &str, parameters: &[(&str, &str)]) -> ApiResponse {
    let state = first(request, "state").map(|state| ("state", state));
    let parameters: Vec<_> = parameters.iter().copied().chain(state).collect();
    redirect_with(redirect_uri, &parameters)
}

/// Who is asking, and for what; a link for each account.
fn page(api: &Api, request: &ApiRequest, redirect_uri: &str, scope: &str) -> ApiResponse {
    let link = |account: &str| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&request.query).append_pair("account", account);
        format!("/{}?{}", request.path.join("/"), query.finish())
    };
    api.shared.read(|world| {
        let content = html! {
            p { "The application " code { (world.application.client_id) } " asks for access, and continues at "
                span.url { (redirect_uri) } "." }
            p { "It asks for:" }
            ul { @for word in scope.split_whitespace() { li { code { (word) } } } }
            h2 { "Continue as" }
            ul.things {
                @for it in world.accounts.values().filter(|it| it.is_user()) {
                    li { a href=(link(&it.account_id)) { (it.name) } " " span.quiet { (it.email) } }
                }
            }
            p { a href=(link("none")) { "Refuse" } " or " a href="/accounts" { "add an account" } }
        };
        document("Give access to an account", &content)
    })
}
