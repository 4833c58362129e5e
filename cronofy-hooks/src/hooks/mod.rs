//! From the application's handlers, state and settings to a router, a service or a worker.

mod asking;
mod builder;
#[cfg(feature = "inbox")]
mod inbox;
mod inbox_choice;
mod inbox_options;
mod once;
mod start_error;
mod started;
#[cfg(not(feature = "inbox"))]
mod without_inbox;

pub use self::builder::Hooks;
#[cfg(feature = "inbox")]
pub use self::inbox_choice::{HasInbox, WithInbox, WorkerElsewhere, WorkerOnly};
pub use self::inbox_choice::{InboxChoice, NoInbox, Receives};
pub use self::start_error::StartError;
