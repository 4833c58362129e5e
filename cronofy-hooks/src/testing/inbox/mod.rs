//! Shows that an inbox keeps its [promises](crate::inbox), for engines of your own; and an inbox in
//! memory, for the tests of your handlers. Needs the features `testing` and `inbox`.
//!
//! An engine is tested in two ways, both on a real store:
//!
//! - [`promises`] runs every check, each on an empty inbox: a short sequence of calls, then one fact that
//!   must hold. A failure names the promise, the check, what was expected and what was found. [`checks`]
//!   gives them one by one, for a test each.
//! - [`follow`] takes an inbox through steps that your test chose at random, and compares each answer
//!   with a model. It finds cases that no check covers. It is stricter: see there.
//!
//! For both, the engine asks a [`Clock`] for the time, so that no test has to wait for a lease to
//! end. Only a worker that waits for work waits in real time: run them on a runtime whose time is
//! not paused. What needs a broken disk or a killed process is for the engine's own tests.
//!
//! ```
//! use std::sync::Arc;
//! use cronofy_hooks::inbox::Inbox;
//! use cronofy_hooks::testing::inbox::{AllBroken, Clock, MemoryInbox, promises};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), AllBroken> {
//! // For each check an inbox of its own: another file, or another schema of the database.
//! promises(|clock: Clock| async move {
//!     let inbox: Arc<dyn Inbox> = Arc::new(MemoryInbox::with_clock(move || clock.now()));
//!     inbox
//! })
//! .await
//! # }
//! ```

mod check;
mod checks;
mod clock;
mod difference;
mod follow;
#[cfg(test)]
mod joining;
mod lines;
mod memory;
mod model;
mod step;
mod together;
mod trial;
mod walk;

pub use self::check::{AllBroken, Broken, Check, checks, promises};
pub use self::clock::Clock;
pub use self::follow::{Divergence, follow};
pub use self::memory::MemoryInbox;
pub use self::step::{Incoming, Step};
