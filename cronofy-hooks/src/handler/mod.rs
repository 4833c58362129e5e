//! What `#[cronofy_handler]` makes of a function.

mod adapter;
mod descriptor;
mod list;
mod policy;

pub use self::adapter::*;
pub use self::descriptor::{Descriptor, Meta};
pub use self::list::{Handler, NotAFunction, NotAHandler, Reported, StatesOf, descriptor, not_a_handler, states_of};
pub use self::policy::{Key, Policy, Window};
