//! Random walks beside the in-memory inbox.

mod draw;
mod lines;
mod step;
mod walks;

pub use self::walks::{Divergence, walks};
