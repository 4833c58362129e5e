//! The samples of the schemas.

mod find;
#[rustfmt::skip]
mod generated;

pub use self::find::{Sample, UnknownSample, sample, samples, short_names};
