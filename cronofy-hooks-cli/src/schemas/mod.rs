//! `schemas`: the JSON Schemas of deliveries, requests and responses.

mod args;
mod export;
mod read;

pub(crate) use self::args::SchemasArgs;
