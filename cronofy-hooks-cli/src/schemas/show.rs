//! `schemas show`.

use super::find::find;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::io::Io;

pub(super) fn show(name: &str, json: bool, io: &mut Io<'_>) -> Result<Exit, CommandError> {
    let schema = find(name)?;
    if json {
        io.json(&schema.document)?;
    } else {
        io.line(schema.text.trim_end())?;
    }
    Ok(Exit::Done)
}
