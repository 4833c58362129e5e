//! The generator from the outside: schemas in, files or messages out.

mod determinism;
mod exports;
mod files;
mod fresh;
mod golden;
mod inferred;
mod keywords;
mod page;
mod refusals;
mod support;
mod writer;
