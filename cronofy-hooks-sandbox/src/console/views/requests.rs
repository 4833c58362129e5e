//! What the application asked other people for: each answer can be given here.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use maud::{Markup, html};

use super::{access, attachments, conversations, delegated_access, example_request, invites};
use crate::console::{Console, ConsoleView, FormFields, head};
use crate::world::World;

pub(super) const PATH: &str = "/requests";

/// `GET /requests`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    show(&console, &headers, &console.shared.read(example_request::values))
}

/// The page, with the values of the form for an example.
pub(super) fn show(console: &Console, headers: &HeaderMap, values: &FormFields) -> Response {
    let content = console.shared.read(|world| content(console, world, values));
    console.page(headers, ConsoleView::Requests, "Requests", &content)
}

fn content(console: &Console, world: &World, values: &FormFields) -> Markup {
    html! {
        (head("Requests", &html! {
            "Your application asked other people for something. Answer for them here; the service then notifies your \
             application."
        }))
        (invites::section(console, world))
        (conversations::section(console, world))
        (delegated_access::section(console, world))
        (access::section(console, world))
        (attachments::section(console, world))
        (example_request::section(console, values))
    }
}

/// A part of the page: a list, or what to do while there is nothing.
pub(super) fn part(id: &str, title: &str, is_empty: bool, how: &Markup, list: &Markup) -> Markup {
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (title) }
            @if is_empty { p.empty { (how) } } @else { (list) }
        }
    }
}
