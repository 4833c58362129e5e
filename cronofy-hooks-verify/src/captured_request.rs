//! [`CapturedRequest`]: a request that a tool or a person saved.

use std::fmt;

use cronofy_hooks::SIGNATURE_HEADER;
use cronofy_hooks_contract::text::counted;

use crate::read;

/// How a request was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaptureFormat {
    /// Headers, an empty line, the body.
    Http,
    /// What `curl -v` prints.
    CurlOutput,
    /// A command for a shell.
    CurlCommand,
    /// An HTTP archive, as browsers and proxies save it.
    Har,
    /// JSON with headers and a body.
    Json,
    /// The headers and the body were given apart from each other.
    Parts,
}

impl CaptureFormat {
    /// The name in reports for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::CurlOutput => "curl_output",
            Self::CurlCommand => "curl_command",
            Self::Har => "har",
            Self::Json => "json",
            Self::Parts => "parts",
        }
    }

    /// What it is, in words.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Http => "HTTP text",
            Self::CurlOutput => "the output of `curl -v`",
            Self::CurlCommand => "a cURL command",
            Self::Har => "a HAR file",
            Self::Json => "JSON with headers and a body",
            Self::Parts => "headers and a body",
        }
    }
}

/// A request that a tool or a person saved: its signature header, its body, and what is known about how both were
/// saved.
#[derive(Clone, Debug)]
pub struct CapturedRequest {
    pub(crate) format: CaptureFormat,
    pub(crate) head: CapturedHead,
    /// `Err` if it was not saved, and where it is.
    pub(crate) body: Result<Vec<u8>, String>,
    /// Why the body is not complete.
    pub(crate) cut: Option<String>,
    /// Messages about the way it was saved.
    pub(crate) notes: Vec<String>,
}

impl CapturedRequest {
    /// Reads all requests of a file or a pasted text, whose format its content shows.
    ///
    /// # Errors
    /// If it has no format that can be read.
    pub fn read(bytes: &[u8]) -> Result<Vec<Self>, CaptureError> {
        read::read(bytes)
    }

    /// A request whose headers and body were saved in two places.
    #[must_use]
    pub fn from_parts<'h>(headers: impl IntoIterator<Item = (&'h str, &'h [u8])>, body: Vec<u8>) -> Self {
        let mut head = CapturedHead::default();
        headers.into_iter().for_each(|(name, value)| head.header(name, value));
        Self::new(CaptureFormat::Parts, head, Ok(body))
    }

    /// The same headers with a body of another file.
    #[must_use]
    pub fn with_body(self, body: Vec<u8>) -> Self {
        Self::new(self.format, self.head, Ok(body))
    }

    /// Whether it has the signature header of the service.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        !self.head.signatures.is_empty()
    }

    /// How it was saved.
    #[must_use]
    pub const fn format(&self) -> CaptureFormat {
        self.format
    }

    /// The bytes of its body.
    ///
    /// # Errors
    /// If the body was not saved, with the reason.
    pub fn body(&self) -> Result<&[u8], &str> {
        self.body.as_deref().map_err(String::as_str)
    }

    /// A request with the bytes of its body, as they came over the network or were decoded into a text.
    pub(crate) fn new(format: CaptureFormat, head: CapturedHead, body: Result<Vec<u8>, String>) -> Self {
        let notes = head.notes();
        let mut request = Self { format, head, body, cut: None, notes };
        request.join_chunks();
        request.compare_length();
        request
    }

    /// A request whose body was parsed and written again, so that its length means nothing.
    pub(crate) fn rewritten(format: CaptureFormat, head: CapturedHead, body: Vec<u8>) -> Self {
        let notes = head.notes();
        Self { format, head, body: Ok(body), cut: None, notes }
    }

    fn join_chunks(&mut self) {
        let Ok(body) = &self.body else { return };
        let Some(chunks) = self.head.is_chunked.then(|| read::chunked::join(body)).flatten() else { return };
        self.notes.push(format!("the {} of the body were joined", counted(chunks.count, "chunk", "chunks")));
        if !chunks.is_complete {
            self.cut = Some("the chunks of the body end early".to_owned());
        }
        self.body = Ok(chunks.body);
    }

    /// Compares the body with the header Content-Length, and cuts off what an editor added at the end.
    fn compare_length(&mut self) {
        // The length of an encoded body says nothing about the decoded one, which most tools save.
        let length = self.head.length.filter(|_| !self.head.is_encoded);
        let (Ok(body), Some(length)) = (&mut self.body, length) else { return };
        let saved = body.len();
        if length < saved {
            body.truncate(length);
            self.notes
                .push(format!("the file continues after the {length} bytes of Content-Length; only those are checked"));
        } else if length > saved {
            self.cut = Some(format!("the body has {saved} of the {length} bytes of Content-Length"));
        }
    }
}

/// What the headers say about the signature and the body.
#[derive(Clone, Debug, Default)]
pub(crate) struct CapturedHead {
    /// The lines of the signature header.
    pub(crate) signatures: Vec<Vec<u8>>,
    length: Option<usize>,
    is_chunked: bool,
    is_encoded: bool,
}

impl CapturedHead {
    pub(crate) fn header(&mut self, name: &str, value: &[u8]) {
        let value = value.trim_ascii();
        let text = || std::str::from_utf8(value).unwrap_or_default();
        // Some programs write headers as variables of the environment: HTTP_CRONOFY_HMAC_SHA256.
        let name = name.trim().to_ascii_lowercase();
        let name = name.strip_prefix("http_").map(|name| name.replace('_', "-")).unwrap_or(name);
        match name.as_str() {
            name if name == SIGNATURE_HEADER.as_str() => self.signatures.push(value.to_vec()),
            "content-length" => self.length = text().parse().ok(),
            "transfer-encoding" => self.is_chunked |= text().to_ascii_lowercase().contains("chunked"),
            "content-encoding" => self.is_encoded |= !text().eq_ignore_ascii_case("identity"),
            _ => {}
        }
    }

    fn notes(&self) -> Vec<String> {
        let encoded = "the body was encoded; the signature is over the bytes before the encoding";
        self.is_encoded.then(|| encoded.to_owned()).into_iter().collect()
    }
}

/// Why a file or a pasted text cannot be read: what is wrong, then what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptureError(String);

impl CaptureError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// With the formats that can be read.
    pub(crate) fn unknown(what: impl fmt::Display) -> Self {
        Self(format!(
            "{what}; what can be read: HTTP text (headers, an empty line, the body), the output of `curl -v`, \
             a cURL command, a HAR file, JSON with headers and a body"
        ))
    }
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CaptureError {}
