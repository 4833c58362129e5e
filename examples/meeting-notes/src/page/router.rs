//! The routes of the page, and what they answer when there is nothing to show.

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;

use super::{frame, list, meeting, recording};
use crate::notes::Notes;

/// `GET /`, `GET /meetings/{event_id}` and what these show.
pub fn router(notes: Notes) -> Router {
    let style = || async { ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("style.css")) };
    Router::new()
        .route("/", get(list::list))
        .route("/meetings/{event_id}", get(meeting::meeting))
        .route("/meetings/{event_id}/{category}", get(recording::recording))
        .route("/style.css", get(style))
        .with_state(notes)
}

/// Why there is nothing to show.
#[derive(Debug)]
pub(super) enum PageError {
    NotFound,
    Database,
}

impl From<sqlx::Error> for PageError {
    fn from(_: sqlx::Error) -> Self {
        Self::Database
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let (status, text) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "There is no such meeting."),
            Self::Database => (StatusCode::INTERNAL_SERVER_ERROR, "The database failed. Try again later."),
        };
        (status, frame::frame("Meeting notes", &html! { h1 { (text) } p { a href="/" { "All meetings" } } }))
            .into_response()
    }
}
