#![doc = include_str!("docs/crate.md")]

mod chain;
mod check;
mod deadline;
mod delivery;
mod dispatch;
pub mod documentation;
pub mod extract;
mod handler;
mod handlers;
mod hooks;
#[cfg(feature = "inbox")]
pub mod inbox;
mod last_resort;
mod late;
mod macros;
mod occurrence;
mod panics;
pub mod payload;
mod policy;
mod read;
pub mod request;
pub mod route;
mod routes;
mod serve;
#[cfg(feature = "serve")]
mod server;
mod short;
mod signature;
mod start_error;
mod table;
#[cfg(feature = "testing")]
pub mod testing;
mod trace;
mod unfit;

#[doc(hidden)]
pub mod __private;

pub use crate::deadline::Deadlines;
pub use crate::delivery::{ATTEMPT_HEADER, Delivery, NOTIFICATION_ID_HEADER};
pub use crate::extract::{Attempt, NotificationId, Path, Query, Reason, State, Unhandled};
pub use crate::handler::{BoxError, HandlerError, IntoOutcome, Outcome};
pub use crate::handlers::{Handlers, NoHandlers};
pub use crate::hooks::Hooks;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use crate::inbox::Tx;
#[cfg(feature = "inbox")]
pub use crate::inbox::{Inbox, Worker};
pub use crate::last_resort::UnhandledCounts;
pub use crate::macros::cronofy_handler;
pub use crate::occurrence::Occurrence;
pub use crate::routes::{RouteEntry, Routes};
pub use crate::serve::HooksService;
#[cfg(feature = "serve")]
pub use crate::server::{Serve, Served, serve};
pub use crate::signature::{SIGNATURE_HEADER, Secrets, SecretsError, SignatureError};
pub use crate::start_error::StartError;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
