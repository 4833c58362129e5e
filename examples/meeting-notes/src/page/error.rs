//! [`PageError`]: why there is nothing to show.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::frame;

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
