//! `verify`: whether a captured request was signed with a client secret, and if not, what is different.

mod args;
mod capture;
mod command;
mod difference;
mod report;
mod respell;
mod signature;

pub(crate) use self::args::VerifyArgs;
