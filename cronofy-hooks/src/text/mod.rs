//! How long texts and errors are written into logs, and a hash of texts.

mod chain;
mod fnv1a;
mod short;

pub(crate) use self::chain::Chain;
pub(crate) use self::fnv1a::{FNV1A, fnv1a};
pub(crate) use self::short::short;
