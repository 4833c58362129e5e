//! [`Canonicalization`]: undoes what may have changed a body on its way into a file.

use cronofy_hooks_contract::text::{ascii, compact, indented, json_text, spaced, unescaped};

use self::BodyChange::{Bytes, Encoding, Json, Text};
use super::windows_1252;

/// A change to a body after which a signature may match.
#[derive(Debug)]
pub(super) struct Canonicalization {
    /// In the JSON of the report.
    pub(super) name: &'static str,
    change: BodyChange,
    /// Completes "the body matches" or "the same JSON matches".
    pub(super) with: &'static str,
}

#[derive(Debug)]
enum BodyChange {
    /// Its bytes; `None` if the change does not apply.
    Bytes(fn(&[u8]) -> Option<Vec<u8>>),
    /// Its bytes, which a program decoded or saved with the wrong encoding.
    Encoding(fn(&[u8]) -> Option<Vec<u8>>),
    Text(fn(&str) -> String),
    /// The layout of its JSON.
    Json(fn(&str) -> String),
}

/// All of them, the most likely ones first.
pub(super) const CANONICALIZATIONS: [Canonicalization; 12] = [
    entry("without_final_line_break", Bytes(without_final_line_break), "without the line break at its end"),
    entry("with_final_line_break", Bytes(|body| Some([body, b"\n"].concat())), "with a line break at its end"),
    entry("with_final_line_break", Bytes(|body| Some([body, b"\r\n"].concat())), "with a line break at its end"),
    entry("without_outer_space", Bytes(|body| Some(body.trim_ascii().to_vec())), "without the white space around it"),
    entry("without_byte_order_mark", Bytes(without_byte_order_mark), "without the byte order mark before it"),
    entry("line_breaks_of_unix", Text(unix), "with line breaks of one byte (LF)"),
    entry(
        "line_breaks_of_windows",
        Text(|text| unix(text).replace('\n', "\r\n")),
        "with line breaks of two bytes (CR LF)",
    ),
    entry("json_compact", Json(compact), "without white space between its tokens"),
    entry("json_spaced", Json(spaced), "with a space after each comma and colon"),
    entry("json_indented", Json(indented), "when it is indented"),
    entry("json_unescaped", Json(|text| unescaped(&compact(text))), "without escapes such as `\\u…`"),
    entry("json_escaped", Json(|text| ascii(&compact(text))), "with letters beyond ASCII escaped as `\\u…`"),
];

/// Wrong encodings. Each can go along with a change of [`CANONICALIZATIONS`] that is not one of JSON.
pub(super) const ENCODINGS: [Canonicalization; 2] = [
    entry(
        "windows_1252_undone",
        Encoding(windows_1252::undo_decoding),
        "when its text, UTF-8 that was read as Windows-1252 or Latin-1, is put right",
    ),
    entry(
        "windows_1252_to_utf8",
        Encoding(windows_1252::undo_encoding),
        "when its text, which was saved as Windows-1252 or Latin-1, is UTF-8 again",
    ),
];

const fn entry(name: &'static str, change: BodyChange, with: &'static str) -> Canonicalization {
    Canonicalization { name, change, with }
}

impl Canonicalization {
    /// The changed body; `None` if the change has no effect.
    pub(super) fn apply(&self, body: &[u8]) -> Option<Vec<u8>> {
        let changed = match self.change {
            Bytes(change) | Encoding(change) => change(body),
            Text(change) => std::str::from_utf8(body).ok().map(|text| change(text).into_bytes()),
            Json(layout) => json_text(body).map(|json| layout(json).into_bytes()),
        };
        changed.filter(|changed| changed != body)
    }

    pub(super) const fn is_of_json(&self) -> bool {
        matches!(self.change, Json(_))
    }

    /// The reason for the mismatch, and what to do.
    pub(super) fn describe(&self) -> (String, &'static str) {
        match self.change {
            Json(_) => (format!("the same JSON matches {}", self.with), RAW),
            Encoding(_) => (format!("the body matches {}", self.with), DECODED),
            Bytes(_) | Text(_) => (format!("the body matches {}", self.with), SAVE),
        }
    }
}

fn without_final_line_break(body: &[u8]) -> Option<Vec<u8>> {
    body.strip_suffix(b"\n").map(|rest| rest.strip_suffix(b"\r").unwrap_or(rest).to_vec())
}

fn without_byte_order_mark(body: &[u8]) -> Option<Vec<u8>> {
    body.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec)
}

fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}

const SAVE: &str = "an editor or a copy changed the bytes: save the body as it arrived, without opening it";
const RAW: &str = "a program parsed and rewrote the JSON: verify the bytes that arrived, before anything parses them";
const DECODED: &str =
    "a program decoded the body with the wrong encoding: verify the bytes that arrived, not a text made of them";
