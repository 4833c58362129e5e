//! Why a body cannot match, however good the secret is.

use super::windows_1252::undo_decoding;

/// The reason and what to do, if the body is damaged in a way that cannot be undone.
pub(super) fn damage(body: &[u8], cut: Option<&str>) -> Option<(String, &'static str)> {
    const WHOLE: &str = "save it whole: tools and logs shorten long bodies";
    const BYTES: &str = "save and verify the bytes as they arrived, before a program decodes them into text";
    if let Some(cut) = cut {
        return Some((format!("{cut}; the rest is missing"), WHOLE));
    }
    if body.is_empty() {
        let help = "the service never sends an empty body: check whether the body was saved";
        return Some(("the body is empty".to_owned(), help));
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return Some(("the body is not UTF-8, and the service sends UTF-8".to_owned(), BYTES));
    };
    let lost = text.matches(char::REPLACEMENT_CHARACTER).count();
    if lost > 0 {
        let reason = format!("{lost} times the body has U+FFFD, which replaces what a program could not decode");
        return Some((reason, BYTES));
    }
    if serde_json::from_str::<serde::de::IgnoredAny>(text).is_err_and(|error| error.is_eof()) {
        return Some(("the JSON of the body ends early".to_owned(), WHOLE));
    }
    if undo_decoding(body).is_some() {
        let reason = "the text of the body was decoded with the wrong encoding: it is UTF-8 that was read as \
                      Windows-1252 or Latin-1, as in `Ã©` for `é`";
        return Some((reason.to_owned(), BYTES));
    }
    None
}
