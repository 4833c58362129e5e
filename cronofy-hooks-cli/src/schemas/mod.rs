//! `schemas`: the JSON Schemas of deliveries and requests.

mod args;
mod export;
mod read;

pub(crate) use self::args::SchemasArgs;
