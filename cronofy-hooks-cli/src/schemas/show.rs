//! `schemas show`.

use super::embedded::{all, find};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::io::Io;

pub(super) fn show(name: &str, json: bool, io: &mut Io<'_>) -> Result<Exit, CommandError> {
    let schema = find(all()?, name)?;
    if json {
        io.json(&schema.document)?;
    } else {
        io.line(schema.text.trim_end())?;
    }
    Ok(Exit::Done)
}
