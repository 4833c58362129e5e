//! The page: a list of meetings, the notes of each, and its recordings.
//!
//! Every text comes from outside: from calendars, from participants, from the service. maud escapes all of it, and the
//! headers forbid scripts altogether. The page has no login of its own: it is for this machine.

mod error;
mod frame;
mod list;
mod meeting;
mod recording;
mod router;

use self::error::PageError;
pub use self::router::router;
