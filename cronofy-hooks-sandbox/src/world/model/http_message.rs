//! [`HttpMessage`]: what is kept of a request or an answer.

use serde::{Deserialize, Serialize};

/// The headers and the body of a request or an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HttpMessage {
    /// In their order. Bytes that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// The first 64 KiB of the body. Bytes that are not UTF-8 are replaced.
    pub body: String,
    /// The bytes of the whole body, including those that are not kept.
    pub body_length: u64,
}

impl HttpMessage {
    /// How many bytes of a body are kept.
    pub(crate) const MOST_KEPT: usize = 64 << 10;

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The memory that it takes, roughly.
    pub(crate) fn size(&self) -> usize {
        self.body.len() + self.headers.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>()
    }
}
