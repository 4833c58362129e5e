//! [`serve`]: a server for the router, with bounds on what its clients can hold.

mod activity;
mod connection;
mod connections;
mod exchange;
mod limits;
mod options;
mod run;
mod signals;
mod stream;

pub use self::options::{Serve, Served, serve};
pub use self::signals::Signals;
