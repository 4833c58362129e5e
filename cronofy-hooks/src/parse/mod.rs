//! From the bytes of a delivery to its occurrences and their payloads, in one pass.
//!
//! The pass reads `notification` first, which says what the rest is, and then reads the rest
//! straight into the payload type. When `notification` is not first, the body is read once more when the names
//! are known. A body that does not fit is read again as well, to say where.
//!
//! If a delivery has several occurrences, the pass reads their names alone. Each payload is read when a
//! handler takes it, in a pass of its own: all of them together would take a multiple of the body's memory.

mod assemble;
mod body;
mod by_field;
mod contents;
mod custom;
mod entries;
pub(crate) mod mismatch;
mod names;
mod occurrence;
mod payload_slot;
mod place;
mod second_reading;
mod subjects;

pub(crate) use self::body::read;
#[cfg(feature = "inbox")]
pub(crate) use self::body::read_at;
pub(crate) use self::contents::{Contents, Found};
pub(crate) use self::custom::custom_payload;
pub use self::occurrence::Occurrence;
pub(crate) use self::payload_slot::PayloadSlot;
pub(crate) use self::second_reading::NotJson;
pub(crate) use self::subjects::Subjects;
