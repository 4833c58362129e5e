//! The routes of the page.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;

use super::{list, meeting, recording};
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
