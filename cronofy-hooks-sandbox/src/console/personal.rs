//! Whether the pages show personal data, as each browser has chosen.

use std::borrow::Cow;

use axum::extract::Request;
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use http::HeaderMap;
use http::header::SET_COOKIE;

use super::context::cookie;
use super::form::FormFields;
use super::formatting::shortened;
use crate::personal_data::PersonalData;
use crate::world::model::Event;

/// The field of the switch, which each page posts to its own address.
pub(super) const FIELD: &str = "personal_data";
const COOKIE: &str = "sandbox_personal_data";
/// A year, in seconds.
const KEPT: u32 = 365 * 24 * 60 * 60;

tokio::task_local! {
    /// What the browser of the present request shows. The functions that render a page read it here and have no
    /// parameter for it, because it is the same for all of them. Outside of a request everything is hidden.
    static OF_BROWSER: PersonalData;
}

/// What the page of this request shows.
pub(super) fn personal() -> PersonalData {
    OF_BROWSER.try_with(|it| *it).unwrap_or_default()
}

impl PersonalData {
    /// As the browser has chosen; `otherwise` if it has not.
    pub(super) fn of_browser(headers: &HeaderMap, otherwise: Self) -> Self {
        match cookie(headers, COOKIE) {
            Some("shown") => Self::Shown,
            Some("hidden") => Self::Hidden,
            _ => otherwise,
        }
    }

    /// Answers a request with pages that show as much.
    pub(super) async fn scope<F: Future>(self, answer: F) -> F::Output {
        OF_BROWSER.scope(self, answer).await
    }

    /// A personal text, or the id of what has it.
    pub(super) fn named<'t>(self, text: &'t str, id: &'t str) -> Cow<'t, str> {
        if self.is_shown() { Cow::Borrowed(text) } else { shortened(id) }
    }

    /// The summary of an event, or its id: the application's own, if it has one.
    pub(super) fn event(self, event: &Event) -> Cow<'_, str> {
        let summary = if event.summary.is_empty() { "(no summary)" } else { &event.summary };
        self.named(summary, event.event_id.as_deref().unwrap_or(&event.event_uid))
    }
}

/// Answers the form of the switch: keeps the choice in the browser, and shows the same page again.
pub(super) fn switched(request: &Request) -> Option<Response> {
    let chosen = request.extensions().get::<FormFields>()?.filled(FIELD)?;
    let chosen = if chosen == PersonalData::Shown.word() { PersonalData::Shown } else { PersonalData::Hidden };
    let cookie = format!("{COOKIE}={}; Path=/; Max-Age={KEPT}; HttpOnly; SameSite=Strict", chosen.word());
    let page = request.uri().path_and_query().map_or("/", |it| it.as_str());
    Some((AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(page)).into_response())
}
