//! Shows that an engine for the inbox of [cronofy-hooks](cronofy_hooks::inbox) keeps its promises.
//!
//! An engine implements [`Inbox`](cronofy_hooks::Inbox). It is tested in two ways, both on a real store:
//!
//! - [`promises`] runs every check, each on an empty inbox: a short sequence of calls, then one fact that must hold. A
//!   failure names the promise, the check, what was expected and what was found. [`checks()`] gives them one by one, for
//!   a test each.
//! - [`walks`] takes the engine and the in-memory inbox through the same random steps, one walk for each seed, and
//!   compares each answer. It finds cases that no check covers. It is stricter: see there.
//!
//! For both, the engine asks a [`TestClock`] for the time, so that no test has to wait for a lease to end. Only a
//! worker that waits for work waits in real time: run them on a runtime whose time is not paused. What needs a broken
//! disk or a killed process is for the engine's own tests.
//!
//! # The tests of your engine
//!
//! Write a function that opens an empty inbox which goes by a clock: another file, or another schema of the database,
//! each time. The two tests of the engine call it. They need `tokio`, with the features `macros` and `rt-multi-thread`.
//!
//! ```
//! use std::sync::Arc;
//!
//! use cronofy_hooks::Inbox;
//! use cronofy_hooks_conformance::{AllBroken, Divergence, TestClock, promises, walks};
//! # use cronofy_hooks::testing::MemoryInbox as MyInbox;
//!
//! async fn open(clock: TestClock) -> Arc<dyn Inbox> {
//!     Arc::new(MyInbox::with_clock(move || clock.now()))
//! }
//!
//! # const _: &str = stringify! {
//! #[tokio::test(flavor = "multi_thread")]
//! # };
//! async fn it_keeps_the_promises() -> Result<(), AllBroken> {
//!     promises(open).await
//! }
//!
//! # const _: &str = stringify! {
//! #[tokio::test]
//! # };
//! async fn it_does_what_the_in_memory_inbox_does() -> Result<(), Divergence> {
//!     walks(0..256, open).await
//! }
//! #
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     it_keeps_the_promises().await?;
//! #     Ok(it_does_what_the_in_memory_inbox_does().await?)
//! # }
//! ```
//!
//! # When a test fails
//!
//! A failed check is repeated alone by its name; a failed walk by its seed. It has been shortened by then: the steps
//! that it prints are those that are needed.
//!
//! ```
//! # use std::sync::Arc;
//! # use cronofy_hooks::Inbox;
//! # use cronofy_hooks::testing::MemoryInbox as MyInbox;
//! use cronofy_hooks_conformance::{TestClock, checks, walks};
//!
//! # async fn open(clock: TestClock) -> Arc<dyn Inbox> {
//! #     Arc::new(MyInbox::with_clock(move || clock.now()))
//! # }
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let check = checks().iter().find(|check| check.name() == "an_old_fence_changes_nothing");
//! let clock = TestClock::new();
//! check.expect("it is in the list").run(open(clock.clone()).await, clock).await?;
//!
//! walks([17], open).await?;
//! # Ok(())
//! # }
//! ```

mod check;
mod checks;
mod difference;
mod together;
mod trial;
mod walk;

pub use self::check::{AllBroken, Broken, Check, checks, promises};
pub use self::walk::{Divergence, walks};
pub use cronofy_hooks::testing::TestClock;
