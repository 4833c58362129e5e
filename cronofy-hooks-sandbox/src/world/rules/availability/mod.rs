//! Availability: when accounts are free together, from their calendars, rules and periods.

mod body;
mod check;
mod free;
mod managed;
mod search;
mod sequence;
mod slots;
#[cfg(test)]
mod tests;
mod time_set;

pub(crate) use self::body::{free_body, sequence_body};
pub(crate) use self::check::QueryError;
pub(crate) use self::managed::range_of;
