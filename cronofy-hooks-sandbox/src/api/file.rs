//! [`ApiFile`]: an answer that is a file, whole or in part, as a store of files sends it.

use std::ops::Range;

use bytes::Bytes;
use http::StatusCode;

use super::response::{ApiResponse, ApiResult};

/// A file, or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiFile {
    pub(crate) content_type: &'static str,
    pub(crate) bytes: Bytes,
}

impl ApiResponse {
    /// A file, or the part that a `Range` header asks for, so that a download can go on where it was cut.
    pub(crate) fn file(content_type: &'static str, bytes: &Bytes, range: Option<&str>) -> ApiResult {
        let len = bytes.len();
        let Some(asked) = range.and_then(|range| part(range, len)) else {
            let file = Some(Box::new(ApiFile { content_type, bytes: bytes.clone() }));
            return Ok(Self { file, ..Self::empty(StatusCode::OK) });
        };
        if asked.is_empty() {
            let description = format!("the file has {len} bytes, and none of them are in the range");
            let header = Some(("content-range", format!("bytes */{len}").into()));
            let status = StatusCode::RANGE_NOT_SATISFIABLE;
            return Err(Self { header, ..Self::error(status, "range", "errors.invalid", description) });
        }
        let header = Some(("content-range", format!("bytes {}-{}/{len}", asked.start, asked.end - 1).into()));
        let file = Some(Box::new(ApiFile { content_type, bytes: bytes.slice(asked) }));
        Ok(Self { header, file, ..Self::empty(StatusCode::PARTIAL_CONTENT) })
    }
}

/// The bytes that a header such as `bytes=100-199`, `bytes=100-` or `bytes=-100` asks for. Several ranges, other
/// units and mistakes ask for the whole.
fn part(range: &str, len: usize) -> Option<Range<usize>> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    if first.is_empty() {
        return Some(len.saturating_sub(last.parse().ok()?)..len);
    }
    let first: usize = first.parse().ok()?;
    let last = if last.is_empty() { usize::MAX } else { last.parse().ok()? };
    (first <= last).then(|| first.min(len)..last.saturating_add(1).min(len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_a_part_and_a_mistake_is_the_whole() {
        let file = Bytes::from_static(b"0123456789");
        for (range, status, bytes, header) in [
            (None, 200, "0123456789", None),
            (Some("bytes=2-4"), 206, "234", Some("bytes 2-4/10")),
            (Some("bytes=7-"), 206, "789", Some("bytes 7-9/10")),
            (Some("bytes=7-99"), 206, "789", Some("bytes 7-9/10")),
            (Some("bytes=-3"), 206, "789", Some("bytes 7-9/10")),
            (Some("bytes=-99"), 206, "0123456789", Some("bytes 0-9/10")),
            (Some("bytes=0-0"), 206, "0", Some("bytes 0-0/10")),
            (Some("bytes=10-"), 416, "", Some("bytes */10")),
            (Some("bytes=-0"), 416, "", Some("bytes */10")),
            (Some("bytes=4-2"), 200, "0123456789", None),
            (Some("bytes=1-2,4-5"), 200, "0123456789", None),
            (Some("lines=1-2"), 200, "0123456789", None),
            (Some("bytes=a-b"), 200, "0123456789", None),
        ] {
            let answer = ApiResponse::file("audio/wav", &file, range).unwrap_or_else(|refused| refused);
            let sent = answer.file.map(|file| file.bytes).unwrap_or_default();
            let named = answer.header.as_ref().map(|(_, value)| &**value);
            assert_eq!((answer.status.as_u16(), &sent[..], named), (status, bytes.as_bytes(), header), "{range:?}");
        }
    }
}
