//! Every engine keeps the promises, and follows the model.

mod memory;
mod steps;
