//! HTTP archives (HAR), as browsers and proxies save them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::captured_request::{CaptureFormat, CapturedHead, CapturedRequest};

#[derive(Deserialize)]
struct HarFile {
    log: HarLog,
}

#[derive(Deserialize)]
struct HarLog {
    entries: Vec<HarEntry>,
}

#[derive(Deserialize)]
struct HarEntry {
    request: HarRequest,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HarRequest {
    headers: Vec<HarHeader>,
    #[serde(default)]
    post_data: Option<HarBody>,
}

#[derive(Deserialize)]
struct HarHeader {
    name: String,
    value: String,
}

#[derive(Deserialize)]
struct HarBody {
    #[serde(default)]
    text: Option<String>,
    /// Not in the format, but some proxies write it.
    #[serde(default)]
    encoding: Option<String>,
}

/// Reads each request of an archive; `None` if it is none.
pub(super) fn read(json: &str) -> Option<Vec<CapturedRequest>> {
    let file: HarFile = serde_json::from_str(json).ok()?;
    Some(file.log.entries.into_iter().map(|entry| request(entry.request)).collect())
}

fn request(request: HarRequest) -> CapturedRequest {
    let mut head = CapturedHead::default();
    request.headers.iter().for_each(|it| head.header(&it.name, it.value.as_bytes()));
    let body = request.post_data.and_then(|it| {
        let text = it.text?;
        let is_base64 = it.encoding.is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64"));
        if is_base64 { STANDARD.decode(text).ok() } else { Some(text.into_bytes()) }
    });
    let body = body.ok_or_else(|| "the archive has no body of this request: give it in a file of its own".to_owned());
    CapturedRequest::new(CaptureFormat::Har, head, body)
}
