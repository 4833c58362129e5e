//! The frame of each page, and its headers.

use axum::http::header::{CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::response::{Html, IntoResponse};
use jiff::Timestamp;
use maud::{DOCTYPE, Markup, html};

use crate::notes::{Meeting, MeetingState};

/// No scripts, nothing from elsewhere, and no frame of another page around it.
const POLICY: &str = "default-src 'none'; style-src 'self'; media-src 'self'; img-src data:; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// A page with this title and content.
pub(super) fn frame(title: &str, content: &Markup) -> impl IntoResponse + use<> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                // Browsers ask for one otherwise.
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/style.css";
            }
            body { main id="main" { (content) } }
        }
    };
    ([(CONTENT_SECURITY_POLICY, POLICY), (X_CONTENT_TYPE_OPTIONS, "nosniff")], Html(page.into_string()))
}

/// A word for the state of a meeting.
pub(super) fn state(meeting: &Meeting) -> Markup {
    let (class, word) = match meeting.state {
        MeetingState::Booked => ("plain", "Booked"),
        MeetingState::Joining => ("waiting", "In progress"),
        MeetingState::Collecting => ("waiting", "Notes on their way"),
        MeetingState::Failed => ("bad", "No notes"),
        MeetingState::Ready => ("good", "Notes"),
    };
    html! { span class={ "state " (class) } { (word) } }
}

/// A time as people write it.
pub(super) fn time(time: Timestamp) -> Markup {
    html! { time datetime=(time) { (time.strftime("%-d %B %Y, %H:%M UTC")) } }
}
