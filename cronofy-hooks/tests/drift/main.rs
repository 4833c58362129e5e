//! Drift: from deliveries to a store that several processes share.

mod log;
#[cfg(feature = "_postgres-tests")]
mod postgres;
mod recording;
mod sqlite;
mod stores;
mod support;
