//! The clients of the service are in `it/`. Here is how the packages of a registry are installed for a test.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

pub mod installed;
