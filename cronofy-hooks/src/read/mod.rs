//! From the bytes of a delivery to its occurrences and their payloads, in one pass.
//!
//! The pass reads `notification` first, which says what the rest is, and then reads the rest
//! straight into the payload type. When `notification` is not first, the keys before it are kept as
//! raw text until it comes. Only a body that does not fit is read again, to say where.
//!
//! Of several occurrences the pass reads the names alone. The payload of each is read when it is
//! wanted, in a pass of its own: together they would be as many times the body as there are.

mod apart;
mod assemble;
mod body;
mod entries;
mod misfit;
mod own;
mod subjects;
mod telling;
mod told;

#[cfg(feature = "inbox")]
pub(crate) use self::body::read_at;
pub(crate) use self::body::{payload_at, read};
pub(crate) use self::misfit::NotJson;
pub(crate) use self::own::payload;
pub(crate) use self::subjects::Subjects;
pub(crate) use self::told::{Found, Told};
