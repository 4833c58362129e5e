//! The document around the pages that people are sent to.

use http::StatusCode;
use maud::{DOCTYPE, Markup, html};

use super::response::ApiResponse;

/// A page with a title and a content.
pub(super) fn page(title: &str, content: &Markup) -> ApiResponse {
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Cronofy sandbox" }
                link rel="stylesheet" href="/assets/console.css";
            }
            body.person { main id="main" { h1 { (title) } (content) } }
        }
    };
    ApiResponse::page(document.into_string())
}

/// The page of a URL that leads nowhere.
pub(super) fn missing_page() -> ApiResponse {
    let content = html! { p { "This link does not exist. Ask for a new one." } };
    ApiResponse { status: StatusCode::NOT_FOUND, ..page("Nothing here", &content) }
}

/// Sends a person on, with more parameters in the query.
pub(super) fn redirect_with(uri: &str, parameters: &[(&str, &str)]) -> ApiResponse {
    let mut added = form_urlencoded::Serializer::new(String::new());
    added.extend_pairs(parameters);
    let joint = if parameters.is_empty() {
        ""
    } else if uri.contains('?') {
        "&"
    } else {
        "?"
    };
    ApiResponse::redirect(format!("{uri}{joint}{}", added.finish()))
}
