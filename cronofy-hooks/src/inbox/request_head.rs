//! [`RequestHead`]: the part of a request that is stored besides its body.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

use crate::delivery::Delivery;

/// Stored in each head, so that a later release knows how to read it.
const FORMAT: u32 = 1;

/// These may contain credentials, for example of a proxy before the application.
const NOT_STORED: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// The part of a request that is stored besides its body: request target, parameters of the path, headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestHead {
    /// Path and query, as the service sent them.
    pub target: String,
    /// The parameters of the path, percent-decoded, in order. Empty when one of them is not UTF-8.
    pub params: Vec<(String, String)>,
    /// Whether one of the parameters is not UTF-8.
    pub(crate) not_utf8: bool,
    /// The headers, without those that may contain credentials.
    pub headers: HeaderMap,
}

/// The stored form. The value of a header is bytes; each byte is written as the character with its number.
#[derive(Serialize, Deserialize)]
struct Written<'h> {
    format: u32,
    #[serde(borrow)]
    target: Text<'h>,
    #[serde(default)]
    params: Vec<(String, String)>,
    // Rare, so it takes no room in most heads.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    not_utf8: bool,
    #[serde(borrow, default)]
    headers: Vec<(Text<'h>, Text<'h>)>,
}

/// A text that is copied only if it has escapes: a worker reads some ten of them for each job.
#[derive(Serialize, Deserialize)]
struct Text<'h>(#[serde(borrow)] Cow<'h, str>);

impl RequestHead {
    /// The head of a delivery.
    pub(crate) async fn of(delivery: &Delivery) -> String {
        let headers = delivery.headers().iter().filter(|(name, _)| !NOT_STORED.contains(&name.as_str()));
        let params = delivery.path_params().await;
        let written = Written {
            format: FORMAT,
            target: Text(Cow::Owned(delivery.uri().to_string())),
            not_utf8: params.is_err(),
            params: params.unwrap_or_default(),
            headers: headers.map(|(name, value)| (Text(Cow::Borrowed(name.as_str())), text(value))).collect(),
        };
        // Strings and numbers always serialise.
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// Decodes a stored head.
    ///
    /// # Errors
    /// When it is damaged, or was written by a later release.
    pub fn decode(stored: &str) -> Result<Self, RequestHeadError> {
        let written: Written<'_> = serde_json::from_str(stored).map_err(|error| RequestHeadError(error.to_string()))?;
        if written.format != FORMAT {
            return Err(RequestHeadError(format!(
                "it has format {}, and this release reads format {FORMAT}",
                written.format
            )));
        }
        let mut headers = HeaderMap::with_capacity(written.headers.len());
        for (Text(name), Text(value)) in written.headers {
            let (Ok(name), Some(value)) = (HeaderName::from_bytes(name.as_bytes()), header_value(&value)) else {
                return Err(RequestHeadError("it has a header that is not valid".to_owned()));
            };
            headers.append(name, value);
        }
        Ok(Self { target: written.target.0.into_owned(), params: written.params, not_utf8: written.not_utf8, headers })
    }
}

fn text(value: &HeaderValue) -> Text<'_> {
    Text(match value.to_str() {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(value.as_bytes().iter().copied().map(char::from).collect()),
    })
}

fn header_value(text: &str) -> Option<HeaderValue> {
    if text.is_ascii() {
        return HeaderValue::from_str(text).ok();
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|char| u8::try_from(char).ok()).collect();
    HeaderValue::from_bytes(&bytes?).ok()
}

/// A stored head that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestHeadError(String);

impl fmt::Display for RequestHeadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stored head of the delivery cannot be read: {}", self.0)
    }
}

impl std::error::Error for RequestHeadError {}
