//! Every engine keeps the promises, and follows the model.

mod memory;
mod postgres;
mod sqlite;
mod steps;
