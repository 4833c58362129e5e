//! The parts that the builder takes once, and the compiler's message for the second time.

#[cfg(feature = "inbox")]
use super::inbox_choice::NoInbox;
use crate::extract::NoHandlers;

/// There are no handlers yet.
#[diagnostic::on_unimplemented(
    message = "the handlers are given twice",
    label = "the second list would take the place of the first",
    note = "name all handlers in one `handlers![...]`",
    note = "see the page \"My handler does not compile\" of the documentation"
)]
pub trait FirstHandlers {}

impl FirstHandlers for NoHandlers {}

/// There is no state yet.
#[diagnostic::on_unimplemented(
    message = "the state is given twice",
    label = "the application's state is `{Self}` already",
    note = "give one state, and implement `axum::extract::FromRef` of it for its parts",
    note = "see the page \"My handler does not compile\" of the documentation"
)]
pub trait FirstState {}

impl FirstState for () {}

/// There is no inbox yet.
#[cfg(feature = "inbox")]
#[diagnostic::on_unimplemented(
    message = "the inbox is given twice",
    label = "the second inbox would take the place of the first",
    note = "give one inbox; `Hooks::worker_only(...)` gives it",
    note = "see the page \"My handler does not compile\" of the documentation"
)]
pub trait FirstInbox {}

#[cfg(feature = "inbox")]
impl FirstInbox for NoInbox {}
