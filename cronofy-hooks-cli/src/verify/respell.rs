//! [`Respelling`]: what may have happened to a body on its way into a file.

use serde::Serialize;

use crate::body;

/// A change of a body after which a signature may match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Respelling {
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

impl Respelling {
    /// The likely ones first.
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

    /// The bodies that it makes of one; none where it changes nothing.
    pub(super) fn of(self, body: &[u8]) -> Vec<Vec<u8>> {
        let json = |write: fn(&str) -> String| body::json(body).map(|json| write(json).into_bytes());
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
            Self::JsonCompact => json(body::compact).into_iter().collect(),
            Self::JsonSpaced => json(body::spaced).into_iter().collect(),
            Self::JsonIndented => json(body::pretty).into_iter().collect(),
            Self::JsonUnescaped => json(|json| body::unescaped(&body::compact(json))).into_iter().collect(),
            Self::JsonEscaped => json(|json| body::ascii(&body::compact(json))).into_iter().collect(),
        };
        made.retain(|made| made != body);
        made
    }

    /// What is different, in words, and what to do.
    pub(super) const fn words(self) -> (&'static str, &'static str) {
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
            Self::JsonUnescaped => ("the same JSON matches with its letters written as they are, not as `\\u…`", RAW),
            Self::JsonEscaped => ("the same JSON matches with letters beyond ASCII written as `\\u…`", RAW),
        }
    }
}

const SAVE: &str = "an editor or a copy changed the bytes: save the body as it came, without opening it";
const RAW: &str =
    "something read the JSON and wrote it again: verify the bytes that arrived, before anything parses them";
