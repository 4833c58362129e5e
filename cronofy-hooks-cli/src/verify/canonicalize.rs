//! [`Canonicalization`]: undoes what may have changed a body on its way into a file.

use cronofy_hooks_contract::text::indented;
use serde::Serialize;

use crate::text::json;

/// A change to a body after which a signature may match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Canonicalization {
    WithoutFinalLineBreak,
    WithFinalLineBreak,
    WithoutOuterSpace,
    WithoutByteOrderMark,
    LineBreaksOfUnix,
    LineBreaksOfWindows,
    JsonCompact,
    JsonSpaced,
    JsonIndented,
    JsonUnescaped,
    JsonEscaped,
}

impl Canonicalization {
    /// All of them, the most likely ones first.
    pub(super) const ALL: [Self; 11] = [
        Self::WithoutFinalLineBreak,
        Self::WithFinalLineBreak,
        Self::WithoutOuterSpace,
        Self::WithoutByteOrderMark,
        Self::LineBreaksOfUnix,
        Self::LineBreaksOfWindows,
        Self::JsonCompact,
        Self::JsonSpaced,
        Self::JsonIndented,
        Self::JsonUnescaped,
        Self::JsonEscaped,
    ];

    /// The changed bodies; none if the change has no effect.
    pub(super) fn apply(self, body: &[u8]) -> Vec<Vec<u8>> {
        let layout = |write: fn(&str) -> String| json::json(body).map(|json| write(json).into_bytes());
        let text = |change: fn(&str) -> String| std::str::from_utf8(body).ok().map(|text| change(text).into_bytes());
        let without_break = || body.strip_suffix(b"\n").map(|rest| rest.strip_suffix(b"\r").unwrap_or(rest).to_vec());
        let mut made: Vec<Vec<u8>> = match self {
            Self::WithoutFinalLineBreak => without_break().into_iter().collect(),
            Self::WithFinalLineBreak => vec![[body, b"\n"].concat(), [body, b"\r\n"].concat()],
            Self::WithoutOuterSpace => vec![body.trim_ascii().to_vec()],
            Self::WithoutByteOrderMark => body.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).into_iter().collect(),
            Self::LineBreaksOfUnix => text(|text| text.replace("\r\n", "\n")).into_iter().collect(),
            Self::LineBreaksOfWindows => {
                text(|text| text.replace("\r\n", "\n").replace('\n', "\r\n")).into_iter().collect()
            }
            Self::JsonCompact => layout(json::compact).into_iter().collect(),
            Self::JsonSpaced => layout(json::spaced).into_iter().collect(),
            Self::JsonIndented => layout(indented).into_iter().collect(),
            Self::JsonUnescaped => layout(|text| json::unescaped(&json::compact(text))).into_iter().collect(),
            Self::JsonEscaped => layout(|text| json::ascii(&json::compact(text))).into_iter().collect(),
        };
        made.retain(|made| made != body);
        made
    }

    /// The reason for the mismatch, and what to do.
    pub(super) const fn describe(self) -> (&'static str, &'static str) {
        match self {
            Self::WithoutFinalLineBreak => ("the body matches without the line break at its end", SAVE),
            Self::WithFinalLineBreak => ("the body matches with a line break at its end", SAVE),
            Self::WithoutOuterSpace => ("the body matches without the white space around it", SAVE),
            Self::WithoutByteOrderMark => ("the body matches without the byte order mark before it", SAVE),
            Self::LineBreaksOfUnix => ("the body matches with line breaks of one byte (LF)", SAVE),
            Self::LineBreaksOfWindows => ("the body matches with line breaks of two bytes (CR LF)", SAVE),
            Self::JsonCompact => ("the same JSON matches without white space between its tokens", RAW),
            Self::JsonSpaced => ("the same JSON matches with a space after each comma and colon", RAW),
            Self::JsonIndented => ("the same JSON matches when it is indented", RAW),
            Self::JsonUnescaped => ("the same JSON matches without escapes such as `\\u…`", RAW),
            Self::JsonEscaped => ("the same JSON matches with letters beyond ASCII escaped as `\\u…`", RAW),
        }
    }
}

const SAVE: &str = "an editor or a copy changed the bytes: save the body as it arrived, without opening it";
const RAW: &str = "a program parsed and rewrote the JSON: verify the bytes that arrived, before anything parses them";
