//! `schemas`: the schemas of everything that is sent and asked for.

mod args;
mod embedded;
mod export;
mod generated;
mod list;
mod show;
mod validate;

pub(crate) use self::args::SchemasArgs;
pub(crate) use self::embedded::{Schema, all};
