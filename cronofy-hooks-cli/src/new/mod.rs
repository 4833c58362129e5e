//! `new` and `scaffold`: an application, and a handler, to begin with.

mod args;
mod checkout;
mod files;
mod handler;
mod name;
mod scaffold;

pub(crate) use self::args::NewArgs;
#[cfg(feature = "schemas")]
pub(crate) use self::handler::{HandlerChoice, subtypes};
pub(crate) use self::scaffold::ScaffoldArgs;
