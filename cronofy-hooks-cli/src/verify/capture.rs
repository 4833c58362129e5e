//! [`Capture`]: a request as somebody saved it.

use std::fs;
use std::path::Path;

use cronofy_hooks::SIGNATURE_HEADER;

use super::args::VerifyArgs;
use crate::failure::Failure;
use crate::io::Io;

/// A request as somebody saved it.
#[derive(Debug, Default)]
pub(super) struct Capture {
    /// The lines of the signature header.
    pub(super) signatures: Vec<Vec<u8>>,
    pub(super) body: Vec<u8>,
    /// What is odd about the way in which it was saved.
    pub(super) notes: Vec<String>,
}

impl Capture {
    pub(super) fn read(args: &VerifyArgs, io: &mut Io<'_>) -> Result<Self, Failure> {
        if let Some(path) = &args.request {
            return Self::parse(&bytes(path, io)?).map_err(Failure::failed);
        }
        let Some(path) = &args.body else {
            return Err(Failure::usage("which request? name a file that holds it, or give `--body` and `--signature`"));
        };
        let mut capture = Self { body: bytes(path, io)?, ..Self::default() };
        capture.signatures.extend(args.signature.iter().map(|value| value.trim().as_bytes().to_vec()));
        for line in &args.header {
            let field = Field::parse(line.as_bytes());
            let Some(Field { name, value }) = field else {
                return Err(Failure::usage(
                    "`--header` takes a name, a colon and a value, such as `--header 'Cronofy-HMAC-SHA256: …'`",
                ));
            };
            capture.header(&name, value);
        }
        Ok(capture)
    }

    /// From the text of an HTTP request. The request line may be left out.
    fn parse(text: &[u8]) -> Result<Self, &'static str> {
        const NO_HEAD: &str = "this is no HTTP request: it begins with no header; save its headers, an empty line and \
                               its body, or give the body with `--body` and the signature with `--signature`";
        let mut capture = Self::default();
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
            match Field::parse(line) {
                Some(Field { name, value }) => {
                    if name.eq_ignore_ascii_case("content-length") {
                        length = std::str::from_utf8(value).ok().and_then(|value| value.parse::<usize>().ok());
                    }
                    capture.header(&name, value);
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
        capture.body = rest.to_vec();
        capture.cut(length);
        Ok(capture)
    }

    fn header(&mut self, name: &str, value: &[u8]) {
        if name.eq_ignore_ascii_case(SIGNATURE_HEADER.as_str()) {
            self.signatures.push(value.to_vec());
        }
        if name.eq_ignore_ascii_case("transfer-encoding") {
            self.notes
                .push("the request came in chunks; what is saved must be the body without their lengths".to_owned());
        }
        if name.eq_ignore_ascii_case("content-encoding") {
            self.notes.push("the body was encoded; what is signed are the bytes before that".to_owned());
        }
    }

    /// To the length that the request itself tells.
    fn cut(&mut self, length: Option<usize>) {
        let Some(length) = length.filter(|length| *length != self.body.len()) else { return };
        let saved = self.body.len();
        if length < saved {
            self.body.truncate(length);
            self.notes.push(format!(
                "the file goes on after the {length} bytes that Content-Length tells; those alone are checked"
            ));
        } else {
            self.notes.push(format!(
                "the file holds {saved} bytes of the {length} that Content-Length tells; the rest is missing"
            ));
        }
    }
}

/// A line of a head.
struct Field<'l> {
    name: String,
    value: &'l [u8],
}

impl<'l> Field<'l> {
    fn parse(line: &'l [u8]) -> Option<Self> {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = std::str::from_utf8(&line[..colon]).ok().map(str::trim)?;
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        (!name.is_empty() && name.bytes().all(is_token))
            .then(|| Self { name: name.to_owned(), value: line[colon + 1..].trim_ascii() })
    }
}

fn is_request_line(line: &[u8]) -> bool {
    let mut words = line.split(|byte| *byte == b' ');
    let is_method = words.next().is_some_and(|word| !word.is_empty() && word.iter().all(u8::is_ascii_uppercase));
    is_method && words.next().is_some()
}

fn bytes(path: &Path, io: &mut Io<'_>) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        return io.read().map_err(|error| Failure::failed(format_args!("standard input cannot be read: {error}")));
    }
    fs::read(path).map_err(|error| Failure::file(path, "read", &error))
}

#[cfg(test)]
mod tests {
    use super::Capture;

    #[test]
    fn requests_are_read_however_they_were_saved() {
        for (text, body, notes) in [
            ("POST / HTTP/1.1\r\nCronofy-HMAC-SHA256: a\r\n\r\n{}\r\n", "{}\r\n", 0),
            ("POST / HTTP/1.1\nA: b\ncronofy-hmac-sha256 : a\n\n{}\n\n", "{}\n\n", 0),
            ("Cronofy-HMAC-SHA256: a\n\n", "", 0),
            ("Cronofy-HMAC-SHA256: a", "", 0),
            ("Content-Length: 2\nCronofy-HMAC-SHA256:a\n\n{}\n", "{}", 1),
            ("Content-Length: 9\nCronofy-HMAC-SHA256:a\n\n{}\n", "{}\n", 1),
        ] {
            let capture = Capture::parse(text.as_bytes()).expect("it is a request");
            assert_eq!(capture.signatures, [b"a"], "{text:?}");
            assert_eq!((capture.body.as_slice(), capture.notes.len()), (body.as_bytes(), notes), "{text:?}");
        }
        for text in ["", "\n\n{}", "{\"notification\": {}}", "{}\n"] {
            assert!(Capture::parse(text.as_bytes()).is_err(), "{text:?}");
        }
    }
}
