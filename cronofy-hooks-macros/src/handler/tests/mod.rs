//! The expansion of values, and the message of each mistake. `tests/ui` has one case for each kind of
//! place at which rustc shows a message.

mod expansion;
mod policy;
mod route;
