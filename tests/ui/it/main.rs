//! The suite: every case is compiled, and what is recorded of the mistakes is checked.

mod cases;
mod exceptions;
mod page;
mod recorded;
mod records;
