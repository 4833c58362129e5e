//! [`SavedRequest`]: a request that a user saved to a file.

use cronofy_hooks::SIGNATURE_HEADER;

use super::args::VerifyArgs;
use crate::{CommandError, Io};

#[derive(Debug, Default)]
pub(super) struct SavedRequest {
    /// The lines of the signature header.
    pub(super) signatures: Vec<Vec<u8>>,
    pub(super) body: Vec<u8>,
    /// Messages about the way it was saved.
    pub(super) notes: Vec<String>,
}

impl SavedRequest {
    pub(super) fn read(args: &VerifyArgs, io: &mut Io<'_>) -> Result<Self, CommandError> {
        if let Some(path) = &args.request {
            return Self::parse(&io.read_file(path)?).map_err(CommandError::failed);
        }
        let Some(path) = &args.body else {
            return Err(CommandError::usage(
                "no request; name the file with the request, or give `--body` and `--signature`",
            ));
        };
        let mut request = Self { body: io.read_file(path)?, ..Self::default() };
        request.signatures.extend(args.signature.iter().map(|value| value.trim().as_bytes().to_vec()));
        for line in &args.header {
            let Some((name, value)) = header_line(line.as_bytes()) else {
                return Err(CommandError::usage(
                    "`--header` takes a name, a colon and a value, such as `--header 'Cronofy-HMAC-SHA256: …'`",
                ));
            };
            request.header(name, value);
        }
        Ok(request)
    }

    /// Parses the text of an HTTP request. The request line is optional.
    fn parse(text: &[u8]) -> Result<Self, &'static str> {
        const NO_HEAD: &str = "this is not an HTTP request: it does not begin with a header; save its headers, an empty line and \
                               its body, or give the body with `--body` and the signature with `--signature`";
        let mut request = Self::default();
        let mut rest = text;
        let mut length = None;
        let mut is_first = true;
        loop {
            let end = rest.iter().position(|byte| *byte == b'\n');
            let (line, after) = end.map_or((rest, &[][..]), |end| (&rest[..end], &rest[end + 1..]));
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            rest = after;
            if line.is_empty() {
                break;
            }
            match header_line(line) {
                Some((name, value)) => {
                    if name.eq_ignore_ascii_case("content-length") {
                        length = std::str::from_utf8(value).ok().and_then(|value| value.parse::<usize>().ok());
                    }
                    request.header(name, value);
                }
                None if is_first && is_request_line(line) => {}
                None => return Err(NO_HEAD),
            }
            is_first = false;
            if end.is_none() {
                break;
            }
        }
        if is_first {
            return Err(NO_HEAD);
        }
        request.body = rest.to_vec();
        request.truncate(length);
        Ok(request)
    }

    fn header(&mut self, name: &str, value: &[u8]) {
        if name.eq_ignore_ascii_case(SIGNATURE_HEADER.as_str()) {
            self.signatures.push(value.to_vec());
        }
        if name.eq_ignore_ascii_case("transfer-encoding") {
            self.notes
                .push("the request was sent in chunks; the body must be saved without the chunk lengths".to_owned());
        }
        if name.eq_ignore_ascii_case("content-encoding") {
            self.notes.push("the body was encoded; the signature is over the bytes before the encoding".to_owned());
        }
    }

    /// Shortens the body to the length in the header Content-Length.
    fn truncate(&mut self, length: Option<usize>) {
        let Some(length) = length.filter(|length| *length != self.body.len()) else { return };
        let saved = self.body.len();
        if length < saved {
            self.body.truncate(length);
            self.notes
                .push(format!("the file continues after the {length} bytes of Content-Length; only those are checked"));
        } else {
            self.notes
                .push(format!("the file has {saved} of the {length} bytes of Content-Length; the rest is missing"));
        }
    }
}

fn header_line(line: &[u8]) -> Option<(&str, &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let name = std::str::from_utf8(&line[..colon]).ok().map(str::trim)?;
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (!name.is_empty() && name.bytes().all(is_token)).then(|| (name, line[colon + 1..].trim_ascii()))
}

fn is_request_line(line: &[u8]) -> bool {
    let mut words = line.split(|byte| *byte == b' ');
    let is_method = words.next().is_some_and(|word| !word.is_empty() && word.iter().all(u8::is_ascii_uppercase));
    is_method && words.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::SavedRequest;

    #[test]
    fn requests_are_parsed_however_they_were_saved() {
        for (text, body, notes) in [
            ("POST / HTTP/1.1\r\nCronofy-HMAC-SHA256: a\r\n\r\n{}\r\n", "{}\r\n", 0),
            ("POST / HTTP/1.1\nA: b\ncronofy-hmac-sha256 : a\n\n{}\n\n", "{}\n\n", 0),
            ("Cronofy-HMAC-SHA256: a\n\n", "", 0),
            ("Cronofy-HMAC-SHA256: a", "", 0),
            ("Content-Length: 2\nCronofy-HMAC-SHA256:a\n\n{}\n", "{}", 1),
            ("Content-Length: 9\nCronofy-HMAC-SHA256:a\n\n{}\n", "{}\n", 1),
        ] {
            let request = SavedRequest::parse(text.as_bytes()).expect("it is a request");
            assert_eq!(request.signatures, [b"a"], "{text:?}");
            assert_eq!((request.body.as_slice(), request.notes.len()), (body.as_bytes(), notes), "{text:?}");
        }
        for text in ["", "\n\n{}", "{\"notification\": {}}", "{}\n"] {
            assert!(SavedRequest::parse(text.as_bytes()).is_err(), "{text:?}");
        }
    }
}
