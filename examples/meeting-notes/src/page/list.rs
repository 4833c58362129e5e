//! The list of meetings.

use axum::extract::State;
use axum::response::IntoResponse;
use maud::html;

use super::PageError;
use super::frame::{frame, state, time};
use crate::notes::Notes;

pub(super) async fn list(State(notes): State<Notes>) -> Result<impl IntoResponse, PageError> {
    let meetings = notes.meetings().await?;
    let content = html! {
        h1 { "Meetings" }
        @if meetings.is_empty() { p { "No meeting is booked." } }
        ul.meetings {
            @for meeting in &meetings {
                li {
                    a href={ "/meetings/" (meeting.event_id) } { (meeting.title) }
                    (state(meeting))
                    p.quiet { (time(meeting.start)) }
                    @if let Some(text) = meeting.reason.as_ref().or(meeting.summary.as_ref()) { p { (text) } }
                }
            }
        }
    };
    Ok(frame("Meeting notes", &content))
}
