//! Bodies with `Transfer-Encoding: chunked`, as they look on the network.

use super::http_text::split_line;

pub(crate) struct JoinedChunks {
    pub(crate) body: Vec<u8>,
    pub(crate) count: u64,
    /// Whether the last chunk, which is empty, was saved.
    pub(crate) is_complete: bool,
}

/// Joins the chunks; `None` if the body is not in chunks: most tools have joined them already.
pub(crate) fn join(body: &[u8]) -> Option<JoinedChunks> {
    let mut joined = JoinedChunks { body: Vec::new(), count: 0, is_complete: false };
    let mut rest = body;
    while !rest.is_empty() {
        let (line, after) = split_line(rest);
        let digits = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
        let size = std::str::from_utf8(digits).ok().and_then(|digits| usize::from_str_radix(digits, 16).ok());
        let Some(size) = size else { break };
        rest = after.unwrap_or_default();
        if size == 0 {
            joined.is_complete = true;
            break;
        }
        joined.count += 1;
        let (data, after) = rest.split_at(size.min(rest.len()));
        joined.body.extend_from_slice(data);
        // An editor may have replaced the two bytes of the line break by one.
        rest = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).unwrap_or(after);
    }
    (joined.count > 0).then_some(joined)
}
