//! The samples of the schemas.

mod find;
#[rustfmt::skip]
mod generated;
mod short_names;

pub use self::find::{Sample, UnknownSample, sample, samples};
pub use self::short_names::short_names;
