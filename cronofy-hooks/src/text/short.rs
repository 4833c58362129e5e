//! What is shown, logged or stored of a text whose length the sender chose.

/// Longer than any name or id that the service gives.
const MOST_BYTES: usize = 256;

/// The beginning of a text: the whole of it, unless it has more than 256 bytes.
pub(crate) fn short(text: &str) -> &str {
    cut(text, MOST_BYTES)
}

/// The characters of a text that end within this many bytes.
pub(crate) fn cut(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}
