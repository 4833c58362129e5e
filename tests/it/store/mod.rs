//! What goes wrong with a store, through the whole stack: what the service is answered, what the
//! operator reads, and that it goes on by itself with nothing lost.

mod app;
mod own_mounts;
#[cfg(feature = "_postgres-tests")]
mod postgres;
mod sqlite;
mod upgrades;
mod wait;
