//! [`Suggested`]: a value that shells complete, although others are allowed or need a better error.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command, Error};

/// Parses as another parser does, and names values for shells to complete.
#[derive(Clone)]
pub(crate) struct Suggested<P> {
    parser: P,
    values: fn() -> Vec<String>,
}

/// Names values to complete. Hide them in the help: there may be many.
pub(crate) const fn suggested<P: TypedValueParser>(parser: P, values: fn() -> Vec<String>) -> Suggested<P> {
    Suggested { parser, values }
}

impl<P: TypedValueParser> TypedValueParser for Suggested<P> {
    type Value = P::Value;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<P::Value, Error> {
        self.parser.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.values)().into_iter().map(PossibleValue::new)))
    }
}
