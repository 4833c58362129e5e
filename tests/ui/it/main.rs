//! The suite.
mod cases;
