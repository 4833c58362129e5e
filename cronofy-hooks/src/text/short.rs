//! What is shown, logged or stored of a text whose length the sender chose.

/// Longer than any name or id that the service gives.
const MOST_BYTES: usize = 256;

/// The beginning of a text: the whole of it, unless it has more than 256 bytes.
pub(crate) fn short(text: &str) -> &str {
    &text[..text.floor_char_boundary(MOST_BYTES)]
}
