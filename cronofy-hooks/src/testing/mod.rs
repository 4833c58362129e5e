//! For the tests of your own handlers. Needs the feature `testing`.
//!
//! [The recipes](crate::documentation::testing) start from an empty test file and show each kind of test. In short:
//!
//! - [`TestRequest`] is a delivery: from a sample of the documentation, from a payload value, or from raw bytes.
//!   Sign it, and send it to a router in process or to a URL.
//! - To call a handler as the function that it is, make its arguments by hand: [`TestRequest::into_payload`],
//!   [`TestRequest::into_delivery`], [`Unhandled::new`](crate::Unhandled::new),
//!   [`Occurrence::of`](crate::Occurrence::of), `TestTx` with a database; and `State(...)`, `Path(...)`,
//!   `Query(...)`, `Trigger(...)`, `NotificationId(...)`, `Attempt(...)`, which are tuples.
//! - [`TestClock`] is the time, for what happens later.
//! - Behind an inbox, `WorkerHandle::idle` waits until everything that is due is handled.
//!
//! ```
//! use cronofy_hooks::testing::TestRequest;
//! use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers, payload::Change};
//!
//! #[cronofy_handler(notification = "change")]
//! async fn change(change: Change) -> Result<(), String> {
//!     match change.channel.channel_id.as_str() {
//!         "chn_54cf7c7cb4ad4c1027000001" => Ok(()),
//!         other => Err(format!("unknown channel {other}")),
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let secrets = Secrets::new(["CRN_secret"])?;
//! let router = Hooks::new(secrets.clone()).handlers(handlers![change, ..]).into_router()?;
//!
//! let request = TestRequest::sample("change")?.path("/").signed_with(&secrets);
//! assert_eq!(request.send_to(router).await.status, 204);
//! # Ok(())
//! # }
//! ```

mod by_hand;
mod clock;
mod sample;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod tx;

pub use cronofy_hooks_contract::{Sample, UnknownSample, samples};

pub use self::clock::TestClock;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use self::tx::TestTx;
#[cfg(feature = "inbox")]
pub use crate::inbox::engine::memory::MemoryInbox;
pub use crate::send::{DeliveryAnswer as TestAnswer, DeliveryRequest as TestRequest, SendError};
