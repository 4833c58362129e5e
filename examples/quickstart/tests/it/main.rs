//! The application as its users run it.

mod channel;
mod conform;
mod program;
