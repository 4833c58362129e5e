//! What `#[cronofy_handler]` makes of a function.

mod descriptor;
mod policy;

pub use self::descriptor::{Call, Descriptor, Handler, Meta, NotAHandler};
pub use self::policy::{Key, Policy, Window};
