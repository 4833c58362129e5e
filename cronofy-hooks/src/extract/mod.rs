//! Extractors: what a handler can take as arguments.
//!
//! Any argument type implements [`FromDelivery`]: the payload of the handler's route, and
//!
//! | extractor | gives | when it is not there |
//! |---|---|---|
//! | [`State<T>`] | a part of the application's state | does not compile |
//! | [`Delivery`](crate::Delivery) | raw body, headers, request target, time received | always there |
//! | [`Occurrence`](crate::Occurrence) | the kind, name and subtype that the handler runs for | always there |
//! | [`NotificationId`] | the id that is kept across retries | unhandled; take `Option<NotificationId>` |
//! | [`Attempt`] | the number of the attempt | unhandled; take `Option<Attempt>` |
//! | [`Path<T>`] | parameters of the path | unhandled; take `Option<Path<T>>` |
//! | [`Query<T>`] | parameters of the query | unhandled; take `Option<Query<T>>` |
//! | [`Trigger<T>`] | the name of the trigger of a transition | unhandled; take `Option<Trigger<T>>` |
//! | [`Tx<DB>`](https://docs.rs/cronofy-hooks/latest/cronofy_hooks/inbox/struct.Tx.html) | with an inbox: the transaction that marks the occurrence as done | the start fails |
//! | [`Unhandled`] | in a fallback: why no handler took it | always there |
//!
//! "Unhandled" means that the occurrence goes to the fallback, with the reason: sending it again
//! would not help, so the service is not asked to.

mod deref;
mod from_delivery;
mod ids;
mod left_out;
mod option;
mod params;
mod parts;
mod path;
mod payload;
mod query;
mod state;
mod trigger;
mod unhandled;
mod whole;

pub(crate) use self::from_delivery::Rejected;
pub use self::from_delivery::{
    FromAnyDelivery, FromDelivery, FromParameters, OptionalFromDelivery, Rejection, RoutePayload,
};
pub use self::ids::{Attempt, NotificationId};
#[doc(hidden)]
pub use self::left_out::LeftOut;
pub use self::parts::Parts;
pub use self::path::Path;
pub use self::payload::PayloadOfYourOwn;
pub use self::query::Query;
pub use self::state::{Needs, NoHandlers, ProvidedBy, State};
#[doc(hidden)]
pub use self::state::{PartOf, Provide, States};
pub(crate) use self::trigger::TRIGGER_PARAMETER;
pub use self::trigger::Trigger;
pub use self::unhandled::{Reason, Unhandled};
