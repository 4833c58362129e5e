//! `schemas`: the JSON Schemas of deliveries, requests and responses.

mod args;
mod diff;
mod diff_bodies;
#[cfg(feature = "codegen")]
mod diff_patch;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod diff_table;
mod export;
mod read;

pub(crate) use self::args::SchemasArgs;
