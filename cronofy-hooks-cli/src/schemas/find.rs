//! Finds a schema by what is written on the command line.

use cronofy_hooks_contract::{JsonSchema, did_you_mean, nearest, schemas};

use crate::error::CommandError;

/// Finds a schema by its path (`notification/change`), or by its name or title where that is unique.
pub(super) fn find(written: &str) -> Result<&'static JsonSchema, CommandError> {
    let has_name = |schema: &&JsonSchema| schema.path == written || schema.name == written || schema.title() == written;
    let mut found: Vec<_> = schemas().iter().filter(has_name).collect();
    if found.len() > 1 {
        let paths: Vec<_> = found.iter().map(|schema| format!("`{}`", schema.path)).collect();
        return Err(CommandError::usage(format_args!(
            "several schemas have the name `{written}`; write one of {}",
            paths.join(", ")
        )));
    }
    found.pop().ok_or_else(|| {
        let hint = did_you_mean(&nearest(written, schemas().iter().map(|schema| schema.path)));
        let hint = if hint.is_empty() { ";".to_owned() } else { hint };
        CommandError::nothing_matched(format_args!("there is no schema `{written}`{hint} `schemas list` lists them"))
    })
}
