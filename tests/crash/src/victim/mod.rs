//! The victim: a receiver with an inbox and a worker, in a process to be killed.

mod careless;
mod exclusion;
mod handlers;
mod scene;
mod serve;
mod settings;

pub use self::serve::run;
pub use self::settings::{Settings, Store};
