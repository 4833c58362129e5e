//! `verify`: checks the signature of a saved request, and finds out why it does not match.

mod args;
mod canonicalize;
mod command;
mod report;
mod saved_request;
mod search;
mod signature_value;

pub(crate) use self::args::VerifyArgs;
