//! [`serve`]: a server for the router, with bounds on what its clients can hold.

mod accept;
mod activity;
mod connection;
mod connections;
mod exchange;
mod options;
mod race;
mod run;
mod signals;
mod stream;

pub use self::options::{Serve, serve};
pub use self::run::Served;
