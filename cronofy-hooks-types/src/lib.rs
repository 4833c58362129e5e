//! The notifications that the Cronofy calendar service sends, the requests that ask for them, and what the API
//! answers, as serde types.
//!
//! An application that receives notifications uses [cronofy-hooks], which re-exports [`payload`],
//! [`request`] and [`route`]. Code that only calls the API needs this crate alone: it has no HTTP
//! server and no runtime.
//!
//! The feature `client`, on by default, has what only a caller of the API needs: [`response`], and `Deserialize` for
//! the requests. A receiver leaves it out, which halves what these types cost the compiler; an application that
//! receives and depends on cronofy-hooks-client has it.
//!
//! [cronofy-hooks]: https://docs.rs/cronofy-hooks
#![cfg_attr(docsrs, feature(doc_cfg))]

/// The crate of the dates and times in payloads and requests, in the release that they use.
pub use jiff;

// A module uses those above it, never those below it.
mod chain;
mod fnv1a;

pub mod route;
mod secret_string;
#[doc(hidden)]
pub mod wire;

mod open_enum;

pub mod payload;
pub mod request;
#[cfg(feature = "client")]
pub mod response;

#[doc(hidden)]
pub mod __private;
