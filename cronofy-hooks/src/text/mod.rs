//! How long texts and errors are written into logs.

mod chain;
mod short;
mod type_name;

pub use self::chain::Chain;

pub(crate) use self::short::{cut, short};
pub(crate) use self::type_name::type_name;
