//! Deliveries as the service sends them: signed, to a router in process or to a URL. Needs the feature `send`.
//!
//! For tests of your own handlers, the feature `testing` adds samples of the documentation; see its module.
//! A program that sends deliveries for another reason needs this alone:
//!
//! ```
//! use cronofy_hooks::send::DeliveryRequest;
//! use cronofy_hooks::{Hooks, Secrets, handlers};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let secrets = Secrets::new(["CRN_secret"])?;
//! let router = Hooks::new(secrets.clone()).handlers(handlers![..]).into_router()?;
//!
//! let request = DeliveryRequest::body(r#"{"notification":{"type":"change"}}"#).signed_with(&secrets);
//! assert_eq!(request.send_to(router).await.status, 204);
//! # Ok(())
//! # }
//! ```

mod connection;
mod http;
mod request;

pub use self::connection::DeliveryConnection;
pub use self::http::{DeliveryAnswer, SendError};
pub use self::request::DeliveryRequest;
