//! Drift: from deliveries to a store that several processes share.

#[cfg(feature = "_postgres-tests")]
mod postgres;
mod recording;
mod sqlite;
mod stores;
mod support;
