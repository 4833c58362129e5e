//! A browser for tests, with the parts of WebDriver that they need.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accessibility;
mod appearance;
mod browser;
mod chromedriver;
mod element;
mod webdriver;

pub use crate::appearance::{ColourScheme, WindowSize};
pub use crate::browser::Browser;
