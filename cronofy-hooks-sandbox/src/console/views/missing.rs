//! The page of an address at which there is nothing.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::header::ACCEPT;
use http::{HeaderMap, StatusCode, Uri};
use maud::{Markup, html};

use crate::console::{Console, ConsoleView};

/// Answers a browser with a page, and another program with a line.
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap, uri: Uri) -> Response {
    let accept = headers.get(ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    if !accept.contains("text/html") {
        return line().await;
    }
    let content = content(&format!("There is nothing at {}.", uri.path()), "/", "Show the deliveries");
    let page = console.page(&headers, ConsoleView::Missing, "Page not found", &content);
    (StatusCode::NOT_FOUND, page).into_response()
}

/// Answers a request that is none for a page.
pub(crate) async fn line() -> Response {
    let text = "There is nothing at this address. The API is below /v1 and /oauth, the control API below /sandbox.\n";
    (StatusCode::NOT_FOUND, text).into_response()
}

/// What a page says in the place of what it would show.
pub(super) fn content(what: &str, path: &str, link: &str) -> Markup {
    html! {
        h1 { "Not found" }
        p.empty { (what) " " a href=(path) { (link) } "." }
    }
}
