//! The notes of a meeting.

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use maud::{Markup, html};

use super::PageError;
use super::frame::{frame, state, time};
use crate::notes::{Meeting, MeetingState, Notes, RecordingFile, Utterance};

pub(super) async fn meeting(
    State(notes): State<Notes>,
    Path(event_id): Path<String>,
) -> Result<impl IntoResponse, PageError> {
    let meeting = notes.meeting(&event_id).await?.ok_or(PageError::NotFound)?;
    let recordings = notes.recordings(&event_id).await?;
    let utterances = notes.utterances(&event_id).await?;
    let content = html! {
        nav { a href="/" { "All meetings" } }
        h1 { (meeting.title) " " (state(&meeting)) }
        p.quiet {
            (time(meeting.start))
            @if let Some(seconds) = meeting.seconds { ", recorded for " (minutes(seconds)) }
        }
        @match meeting.state {
            MeetingState::Booked => p { "An agent will attend and take notes." },
            MeetingState::Joining => p { "The agent is there. Its notes come after the meeting." },
            MeetingState::Collecting => p { "The meeting is over, and its notes are being fetched." },
            MeetingState::Failed => p { (meeting.reason.as_deref().unwrap_or_default()) },
            MeetingState::Ready => (notes_of(&meeting, &recordings, &utterances)),
        }
    };
    Ok(frame(&format!("{} · Meeting notes", meeting.title), &content))
}

fn notes_of(meeting: &Meeting, recordings: &[RecordingFile], utterances: &[Utterance]) -> Markup {
    html! {
        @if let Some(summary) = &meeting.summary { section { h2 { "Summary" } p { (summary) } } }
        @for recording in recordings {
            @let url = format!("/meetings/{}/{}", meeting.event_id, recording.category);
            section {
                h2 { @if recording.category == "video" { "Video" } @else { "Sound" } }
                @if recording.category == "video" {
                    video controls preload="metadata" src=(url) aria-label="Video of the meeting" {}
                } @else {
                    audio controls preload="metadata" src=(url) aria-label="Sound of the meeting" {}
                }
            }
        }
        section {
            h2 { "What was said" }
            @if utterances.is_empty() { p { "There is no transcript." } }
            ol.transcript {
                @for Utterance { speaker, start, text } in utterances {
                    li { p.quiet { strong { (speaker) } " " (clock(*start)) } p { (text) } }
                }
            }
        }
    }
}

/// Minutes and seconds since the start.
fn clock(seconds: f64) -> String {
    let seconds = seconds.max(0.0) as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Whole minutes, at least one.
fn minutes(seconds: i64) -> String {
    match (seconds.max(0) / 60).max(1) {
        1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}
