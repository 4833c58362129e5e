//! A recording of a meeting, as players ask for it: part by part.

use std::ops::Range;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, RANGE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::PageError;
use crate::notes::Notes;

pub(super) async fn recording(
    State(notes): State<Notes>,
    Path((event_id, category)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let recordings = notes.recordings(&event_id).await?;
    let found = recordings.into_iter().find(|it| it.category == category).ok_or(PageError::NotFound)?;
    let asked = headers.get(RANGE).and_then(|range| part(range.to_str().ok()?, found.length));
    let Range { start, end } = asked.clone().unwrap_or(0..found.length);
    let body = Body::from_stream(notes.bytes(found.id, start..end));
    let headers = [
        (CONTENT_TYPE, playable(&found.content_type).to_owned()),
        (CONTENT_LENGTH, (end - start).to_string()),
        (ACCEPT_RANGES, "bytes".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    if asked.is_none() {
        return Ok((headers, body).into_response());
    }
    let range = [(CONTENT_RANGE, format!("bytes {start}-{}/{}", end - 1, found.length))];
    Ok((StatusCode::PARTIAL_CONTENT, headers, range, body).into_response())
}

/// The type of a file from elsewhere, if it is sound or video: a page with scripts would be one of this site.
fn playable(content_type: &str) -> &str {
    let is_playable = ["audio/", "video/"].iter().any(|kind| content_type.starts_with(kind));
    if is_playable { content_type } else { "application/octet-stream" }
}

/// The part that `bytes=100-199` or `bytes=100-` asks for, which is what players send. Anything else is the whole.
fn part(range: &str, length: i64) -> Option<Range<i64>> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let first: i64 = first.parse().ok()?;
    let end = if last.is_empty() { length } else { last.parse::<i64>().ok()?.saturating_add(1).min(length) };
    (first >= 0 && first < end).then_some(first..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_plays_keeps_its_type() {
        assert_eq!(playable("video/mp4"), "video/mp4");
        for other in ["text/html", "image/svg+xml", ""] {
            assert_eq!(playable(other), "application/octet-stream");
        }
    }

    #[test]
    fn a_part_is_within_the_recording() {
        for (range, expected) in [
            ("bytes=0-", Some(0..10)),
            ("bytes=2-4", Some(2..5)),
            ("bytes=9-99", Some(9..10)),
            ("bytes=10-", None),
            ("bytes=4-2", None),
            ("bytes=-3", None),
            ("bytes=0-9223372036854775807", Some(0..10)),
        ] {
            assert_eq!(part(range, 10), expected, "{range}");
        }
        assert_eq!(part("bytes=0-", 0), None);
    }
}
