//! What the macros, generated code and the programs of this workspace name. Not for you: it changes without notice.

pub use crate::documented::UnlistedPayload;
pub use crate::extract::{LeftOut, PayloadOfYourOwn, Provide, ProvidedBy, Unhandled};
pub use crate::handler::{Descriptor, FOUND, Handler, HandlerFunction, Key, NotAFunction, Policy, Reported, Window};
pub use crate::handler::{descriptor, not_a_handler, states_of};
pub use crate::routing::Handlers;
pub use crate::routing::{
    everything_is_handled, first_of_each_route, one_handler_per_route, other_subtypes_are_handled,
};
#[cfg(feature = "serve")]
pub use crate::server::Signals;
pub use crate::signature::{is_invisible, is_quote};
pub use crate::text::{Chain, NAMES_USER, address, names_user, without_user};
pub use cronofy_hooks_macros::handlers;
pub use cronofy_hooks_types::__private::{open_enum, serde, serde_json, wire};
pub use cronofy_hooks_types::route::{Kind, Route};

pub use std::option::Option::{None, Some};
pub use std::primitive::{str, usize};
