#![doc = include_str!("docs/crate.md")]
// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

// The way of a delivery, from below: a module uses those above it, never those below it.

mod clock;
mod measure;
mod text;

// The words of the service, from a crate that needs no server.
#[doc(inline)]
pub use cronofy_hooks_types::{payload, request, route};

/// The crate of the dates and times in payloads and requests, in the release that they use.
pub use cronofy_hooks_types::jiff;

mod documented;

// A verified request, and the occurrences in its body.
mod signature;

mod delivery;

mod parse;

// A handler: what it returns, what it takes, what the macro makes of it.
mod outcome;

pub mod extract;

mod handler;

// Which handler takes what, and what becomes of it.
mod routing;

mod dispatch;

#[cfg(feature = "inbox")]
pub mod inbox;

// What is new in deliveries.
#[cfg(feature = "drift")]
pub mod drift;

// The way in.
mod http;
#[cfg(feature = "serve")]
mod server;

// The way to the service: it is asked for what the handlers take.
mod subscribe;

// The face: what an application builds and starts.
mod hooks;
mod macros;

#[doc(hidden)]
pub mod __private;
pub mod documentation;
#[cfg(feature = "send")]
pub mod send;
#[cfg(feature = "testing")]
pub mod testing;

pub use crate::delivery::{ATTEMPT_HEADER, Delivery, NOTIFICATION_ID_HEADER};
pub use crate::dispatch::{Deadlines, UnhandledCounts};
pub use crate::extract::{Attempt, NoHandlers, NotificationId, Path, Query, Reason, State, Trigger, Unhandled};
#[cfg(feature = "inbox")]
#[doc(hidden)]
pub use crate::hooks::HasInbox;
pub use crate::hooks::{Hooks, NoInbox, StartError};
#[doc(hidden)]
pub use crate::hooks::{InboxChoice, Receives};
#[cfg(feature = "inbox")]
pub use crate::hooks::{WithInbox, WorkerElsewhere, WorkerOnly};
pub use crate::http::{AnsweredDelivery, HooksService};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use crate::inbox::Tx;
#[cfg(feature = "inbox")]
pub use crate::inbox::{Inbox, Worker};
pub use crate::macros::cronofy_handler;
pub use crate::outcome::{BoxError, HandlerError, IntoOutcome, Outcome};
pub use crate::parse::Occurrence;
pub use crate::routing::{Handlers, RouteEntry, Routes};
#[cfg(feature = "serve")]
pub use crate::server::{Serve, Served, serve};
pub use crate::signature::{SIGNATURE_HEADER, Secrets, SecretsError, SignatureError};
pub use crate::subscribe::{SubscriptionBuilder, SubscriptionError, Subscriptions};

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
