//! `verify`: checks the signature of a saved request, and finds out why it does not match.

mod args;
mod command;

pub(crate) use self::args::VerifyArgs;
