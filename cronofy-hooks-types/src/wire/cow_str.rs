//! [`CowStr`]: text that borrows where it can.

use std::borrow::Cow;
use std::ops::Deref;

use serde::Deserialize;

/// A string that borrows from the body unless it holds an escape.
///
/// `Option<Cow<str>>` does not borrow with serde, with any attribute.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct CowStr<'b>(#[serde(borrow)] pub(super) Cow<'b, str>);

impl CowStr<'_> {
    /// The text without its borrow.
    pub fn into_owned(self) -> String {
        self.0.into_owned()
    }
}

impl Deref for CowStr<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}
