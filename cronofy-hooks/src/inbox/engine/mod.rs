//! The engines, and what those with a database share.

#[cfg(feature = "testing")]
pub(crate) mod memory;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod shared;
// What sqlx asks for anyway.
#[clippy::msrv = "1.94"]
#[cfg(feature = "sqlite")]
pub mod sqlite;
