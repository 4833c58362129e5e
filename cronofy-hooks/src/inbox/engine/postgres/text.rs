//! Texts that PostgreSQL can store.

use std::borrow::Cow;

/// A text that PostgreSQL can store. It refuses the NUL character, and one delivery must not fail the others
/// of its batch: so a NUL is stored as a replacement character.
pub(super) fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}
