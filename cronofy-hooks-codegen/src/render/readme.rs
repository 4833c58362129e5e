//! The table of notifications in the README.

use crate::model::{Model, PayloadModel};
use crate::names::first_sentence;

pub(crate) fn table(model: &Model) -> String {
    let head = "| kind | name | subtypes | payload | sent when |\n| --- | --- | --- | --- | --- |\n";
    let rows = model.payloads.iter().map(row);
    std::iter::once(head.to_owned()).chain(rows).collect()
}

fn row(payload: &PayloadModel) -> String {
    let name = match &payload.page {
        Some(page) => format!("[`{}`]({page})", payload.name),
        None => format!("`{}`", payload.name),
    };
    let subtypes = payload.subtype.iter().flat_map(|subtype| &subtype.values);
    let subtypes: Vec<_> = subtypes.map(|value| format!("`{value}`")).collect();
    let when = payload.description.as_deref().map(first_sentence).unwrap_or_default();
    let cells = [payload.kind.to_string(), name, subtypes.join(", "), format!("`{}`", payload.title), when.to_owned()];
    let cells: Vec<_> = cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
    format!("| {} |\n", cells.join(" | "))
}
