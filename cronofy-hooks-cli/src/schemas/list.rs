//! `schemas list`.

use cronofy_hooks_contract::schemas;
use serde::Serialize;

use crate::error::CommandError;
use crate::exit::Exit;
use crate::io::Io;
use crate::text::TextTable;

#[derive(Serialize)]
struct SchemaJson<'s> {
    name: &'s str,
    kind: &'s str,
    title: &'s str,
    description: &'s str,
    page: Option<&'s str>,
}

pub(super) fn list(json: bool, io: &mut Io<'_>) -> Result<Exit, CommandError> {
    let mut table = TextTable::new(["NAME", "TYPE", "DESCRIPTION"]);
    for schema in schemas() {
        let (name, kind, title) = (schema.path, schema.kind, schema.title());
        if json {
            io.json(&SchemaJson { name, kind, title, description: schema.description(), page: schema.page() })?;
        } else {
            table.push([name.to_owned(), title.to_owned(), schema.description().to_owned()]);
        }
    }
    if !json {
        io.text(table.within(io.columns()))?;
    }
    Ok(Exit::Done)
}
