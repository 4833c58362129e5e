//! HTTP text: a request line, headers, an empty line, the body.

use crate::captured_request::{CaptureFormat, CapturedHead, CapturedRequest};

/// Reads the text of a request; `None` if it does not begin like one. The request line is optional.
pub(super) fn read(text: &[u8]) -> Option<CapturedRequest> {
    let mut head = HeadLines::default();
    let mut rest = text;
    loop {
        let (line, after) = split_line(rest);
        rest = after.unwrap_or_default();
        if line.is_empty() {
            break;
        }
        head.line(line)?;
        if after.is_none() {
            break;
        }
    }
    head.has_line().then(|| CapturedRequest::new(CaptureFormat::Http, head.finish(), Ok(rest.to_vec())))
}

/// The first line without its line break, and what follows if there was one.
pub(super) fn split_line(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|byte| *byte == b'\n') {
        Some(end) => (text[..end].strip_suffix(b"\r").unwrap_or(&text[..end]), Some(&text[end + 1..])),
        None => (text.strip_suffix(b"\r").unwrap_or(text), None),
    }
}

/// The lines before the body.
#[derive(Default)]
pub(super) struct HeadLines {
    head: CapturedHead,
    /// A header may go on in the next line.
    last: Option<(String, Vec<u8>)>,
    count: usize,
}

impl HeadLines {
    /// Adds a line; `None` if it cannot belong to a request.
    pub(super) fn line(&mut self, line: &[u8]) -> Option<()> {
        self.count += 1;
        if let (Some((_, value)), Some(b' ' | b'\t')) = (&mut self.last, line.first()) {
            value.push(b' ');
            value.extend_from_slice(line.trim_ascii());
            return Some(());
        }
        if let Some((name, value)) = header_line(line) {
            let last = self.last.replace((name.to_owned(), value.to_vec()));
            self.add(last);
            return Some(());
        }
        // `:method: POST` of HTTP/2, as browsers copy it.
        let is_pseudo_header = line.strip_prefix(b":").is_some_and(|rest| header_line(rest).is_some());
        (is_pseudo_header || (self.count == 1 && is_request_line(line))).then_some(())
    }

    pub(super) const fn has_line(&self) -> bool {
        self.count > 0
    }

    pub(super) fn finish(mut self) -> CapturedHead {
        let last = self.last.take();
        self.add(last);
        self.head
    }

    fn add(&mut self, header: Option<(String, Vec<u8>)>) {
        if let Some((name, value)) = header {
            self.head.header(&name, &value);
        }
    }
}

/// The name and the value of a line that is a header.
pub(super) fn header_line(line: &[u8]) -> Option<(&str, &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let name = std::str::from_utf8(&line[..colon]).ok().map(str::trim)?;
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (!name.is_empty() && name.bytes().all(is_token)).then(|| (name, line[colon + 1..].trim_ascii()))
}

/// Whether a line begins with a method and a target.
pub(super) fn is_request_line(line: &[u8]) -> bool {
    let mut words = line.split(|byte| *byte == b' ');
    let is_method = words.next().is_some_and(|word| !word.is_empty() && word.iter().all(u8::is_ascii_uppercase));
    is_method && words.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn requests_are_parsed_however_they_were_saved() {
        for (text, body, notes, is_cut) in [
            ("POST / HTTP/1.1\r\nCronofy-HMAC-SHA256: a, b\r\n\r\n{}\r\n", "{}\r\n", 0, false),
            ("POST / HTTP/1.1\nA: b\ncronofy-hmac-sha256 : a, b\n\n{}\n\n", "{}\n\n", 0, false),
            ("Cronofy-HMAC-SHA256: a, b\n\n", "", 0, false),
            ("Cronofy-HMAC-SHA256: a, b", "", 0, false),
            ("Content-Length: 2\nCronofy-HMAC-SHA256:a, b\n\n{}\n", "{}", 1, false),
            ("Content-Length: 9\nCronofy-HMAC-SHA256:a, b\n\n{}\n", "{}\n", 0, true),
            ("Cronofy-HMAC-SHA256: a,\r\n b\r\nA: b\n\n{}", "{}", 0, false),
            ("Cronofy-HMAC-SHA256:\n\ta, b\n\n{}", "{}", 0, false),
            (":method: POST\n:path: /\ncronofy-hmac-sha256: a, b\n\n{}", "{}", 0, false),
            (
                "Cronofy-HMAC-SHA256: a, b\nTransfer-Encoding: chunked\n\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n",
                "{}",
                1,
                false,
            ),
            ("Cronofy-HMAC-SHA256: a, b\nTransfer-Encoding: chunked\n\n1\n{\n1\n}\n", "{}", 1, true),
            ("Cronofy-HMAC-SHA256: a, b\nTransfer-Encoding: chunked\n\n2\r\n{}\n\n", "{}", 1, true),
            ("Cronofy-HMAC-SHA256: a, b\nTransfer-Encoding: chunked\n\n{}", "{}", 0, false),
            ("Content-Encoding: gzip\nContent-Length: 1\nCronofy-HMAC-SHA256: a, b\n\n{}", "{}", 1, false),
            ("Content-Encoding: gzip\nContent-Length: 9\nCronofy-HMAC-SHA256: a, b\n\n{}", "{}", 1, false),
        ] {
            let request = read(text.as_bytes()).expect("it is a request");
            assert_eq!(request.head.signatures, [b"a, b"], "{text:?}");
            let read = (request.body().expect("a body"), request.notes.len(), request.cut.is_some());
            assert_eq!(read, (body.as_bytes(), notes, is_cut), "{text:?}: {request:?}");
        }
        for text in ["", "\n\n{}", "{\"notification\": {}}", "{}\n"] {
            assert!(read(text.as_bytes()).is_none(), "{text:?}");
        }
    }
}
