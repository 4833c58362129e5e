//! The victim: a receiver with an inbox and a worker, in a process to be killed.

mod careless;
mod exclusion;
mod handlers;
mod serve;
mod settings;
mod state;

pub use self::serve::run;
pub use self::settings::{StoreLocation, VictimSettings};
