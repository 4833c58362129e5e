//! From the application's handlers, state and settings to a router, a service or a worker.

mod builder;
#[cfg(feature = "inbox")]
mod inbox;
mod once;
mod router;
mod start_error;
mod started;

pub use self::builder::Hooks;
pub use self::start_error::StartError;
