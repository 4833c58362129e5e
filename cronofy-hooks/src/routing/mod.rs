//! Which handler takes which occurrence: checked during compilation, looked up at run time.

mod const_check;
mod handlers;
mod listing;
mod table;

pub(crate) use self::const_check::stub;
pub use self::const_check::{
    everything_is_handled, first_of_each_route, one_handler_per_route, other_subtypes_are_handled,
};
pub use self::handlers::Handlers;
pub use self::listing::{RouteEntry, Routes};
pub(crate) use self::table::Table;
