//! Finds the reader for a content.

use super::unicode::to_utf8;
use super::{curl_command, curl_output, har, http_text, json_dump};
use crate::captured_request::{CaptureError, CapturedRequest};

pub(crate) fn read(bytes: &[u8]) -> Result<Vec<CapturedRequest>, CaptureError> {
    let (bytes, note) = to_utf8(bytes);
    let mut requests = parse(&bytes)?;
    requests.iter_mut().for_each(|request| request.notes.extend(note.map(str::to_owned)));
    Ok(requests)
}

fn parse(bytes: &[u8]) -> Result<Vec<CapturedRequest>, CaptureError> {
    let begin = bytes.trim_ascii_start();
    if begin.starts_with(b"{") || begin.starts_with(b"[") {
        let json =
            std::str::from_utf8(begin).map_err(|_| CaptureError::unknown("this begins like JSON, but is not UTF-8"))?;
        return match har::read(json) {
            Some(requests) if requests.is_empty() => {
                Err(CaptureError::new("this HAR file has no requests; save it after the request was sent"))
            }
            Some(requests) => Ok(requests),
            None => json_dump::read(json),
        };
    }
    if let Some(requests) = curl_output::read(bytes) {
        return Ok(requests);
    }
    if let Some(request) = http_text::read(bytes) {
        return Ok(vec![request]);
    }
    if let Some(request) = std::str::from_utf8(bytes).ok().and_then(curl_command::read) {
        return Ok(vec![request?]);
    }
    Err(CaptureError::unknown("this is not a request"))
}
