//! Failures of a store, through the whole stack: the answer to the service, the log for the operator,
//! and the recovery without a restart and without loss.

mod app;
mod checks;
mod own_mounts;
#[cfg(feature = "_postgres-tests")]
mod postgres;
mod sqlite;
mod upgrades;
mod wait;
