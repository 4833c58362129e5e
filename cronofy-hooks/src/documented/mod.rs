//! Every documented name, and the payload of any of them, for a receiver that reads a body before it knows the type.

mod generated;
mod unlisted_payload;

pub(crate) use self::generated::{Documented, Name, Typed};
pub use self::unlisted_payload::UnlistedPayload;
