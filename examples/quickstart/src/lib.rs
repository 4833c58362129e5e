//! Receives every documented notification and prints one JSON object per line for each handler run.
//!
//! A library, so that other programs of this repository can run the application: see [`program`].

mod channel;
mod handlers;
mod line;
pub mod program;
mod samples;
mod serve;
