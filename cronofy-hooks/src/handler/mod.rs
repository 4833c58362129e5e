//! What `#[cronofy_handler]` makes of a function.

mod adapter;
mod descriptor;
mod list;
mod policy;

pub(crate) use self::adapter::Call;
pub use self::adapter::HandlerFunction;
pub use self::descriptor::Descriptor;
pub(crate) use self::descriptor::Meta;
pub(crate) use self::list::AllStates;
pub use self::list::{FOUND, Handler, NotAFunction, Reported, descriptor, not_a_handler, states_of};
pub use self::policy::{Key, Policy, Window};
