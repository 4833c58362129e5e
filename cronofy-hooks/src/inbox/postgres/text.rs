//! Texts as PostgreSQL takes them.

use std::borrow::Cow;

/// PostgreSQL stores every text but those with a NUL character. One in a thousand deliveries must not
/// take the others of its batch with it, so it is stored with a replacement character.
pub(super) fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}
