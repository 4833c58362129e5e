//! A browser for tests: just as much of WebDriver as they need.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod browser;
mod driver;
mod element;
mod look;
mod wire;

pub use crate::browser::Browser;
pub use crate::look::{Scheme, Size};
