//! Every engine keeps the promises, and follows the model.

mod memory;
#[cfg(feature = "_postgres-tests")]
mod postgres;
mod sqlite;
mod steps;
