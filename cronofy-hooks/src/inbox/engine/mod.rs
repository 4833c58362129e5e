//! The engines, and what they share.

#[cfg(feature = "postgres")]
pub mod postgres;
mod shared;
// What sqlx asks for anyway.
#[clippy::msrv = "1.94"]
#[cfg(feature = "sqlite")]
pub mod sqlite;
