//! The generator from the outside: schemas in, files or messages out.

mod determinism;
mod fresh;
mod golden;
mod page;
mod refusals;
mod support;
mod writer;
