//! Signed deliveries, and an inbox in memory, for the tests of your own handlers. Needs the feature
//! `testing`; the inbox also needs `inbox`.
//!
//! Build a request from a sample of the documentation, from a payload value, or from raw bytes;
//! sign it; and send it to a router in process or to a URL.
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
//! let request = TestRequest::sample("push-notifications/change")?.path("/").signed_with(&secrets);
//! assert_eq!(request.send_to(router).await.status, 204);
//! # Ok(())
//! # }
//! ```

mod sample;

pub use cronofy_hooks_contract::{Sample, UnknownSample, samples};

#[cfg(feature = "inbox")]
pub use crate::inbox::engine::memory::MemoryInbox;
pub use crate::send::{DeliveryAnswer as TestAnswer, DeliveryRequest as TestRequest, SendError};
