//! `schemas`: the JSON Schemas of deliveries and requests.

mod args;
mod embedded;
mod export;
mod generated;
mod list;
mod show;
mod validate;

pub(crate) use self::args::SchemasArgs;
pub(crate) use self::embedded::{EmbeddedSchema, all};
