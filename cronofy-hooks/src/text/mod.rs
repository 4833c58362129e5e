//! How long texts and errors are written into logs.

mod chain;
mod short;

pub use self::chain::Chain;

pub(crate) use self::short::{cut, short};
