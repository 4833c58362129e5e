//! `schemas`: the JSON Schemas of deliveries, requests and responses.

mod args;
mod export;
mod find;
mod list;
mod show;
mod validate;

pub(crate) use self::args::SchemasArgs;
