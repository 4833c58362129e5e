//! `routes`: every route that an application can handle.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use cronofy_hooks_contract::{JsonSchema, did_you_mean, schemas};
use serde_json::{Value, json};

use crate::args::suggested;
use crate::new::{HandlerChoice, subtypes};
use crate::text::{TextTable, Tone, wrap};
use crate::{CommandError, Exit, Io};

/// Lists all routes: kinds, names, subtypes, payload types and pages of the documentation
#[derive(Clone, Debug, Args)]
#[command(after_long_help = AFTER)]
pub(crate) struct RoutesArgs {
    /// Shows only this route, with a handler to paste
    #[arg(value_parser = suggested(NonEmptyStringValueParser::new(), names), hide_possible_values = true)]
    name: Option<String>,
    /// Prints JSON: an object per line
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
Examples:
  cronofy-hooks routes
  cronofy-hooks routes conferencing_failing

JSON:
  kind         notification, interaction, transition or callback
  name         as the service writes it
  subtypes     the documented ones
  payload      the type in cronofy_hooks::payload
  page         the page of the documentation, or null
  description  when the service sends it

Exit codes: 0 done, 1 the output could not be written, 2 wrong usage, 3 there is no such name.";

fn names() -> Vec<String> {
    schemas().iter().filter(|schema| schema.is_delivery()).map(|schema| schema.name.to_owned()).collect()
}

impl RoutesArgs {
    pub(crate) fn run(&self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        let mut routes: Vec<_> = schemas().iter().filter(|schema| schema.is_delivery()).collect();
        if let Some(wanted) = &self.name {
            let hint = did_you_mean(wanted, routes.iter().map(|route| route.name), "; `routes` lists them");
            routes.retain(|route| route.name == wanted);
            if routes.is_empty() {
                return Err(CommandError::nothing_matched(format_args!("there is no route `{wanted}`{hint}")));
            }
        }
        if self.json {
            routes.iter().try_for_each(|route| io.json(&as_json(route)))?;
        } else if self.name.is_some() {
            routes.iter().try_for_each(|route| print(route, io))?;
        } else {
            print_all(&routes, io)?;
        }
        Ok(Exit::Done)
    }
}

fn as_json(route: &'static JsonSchema) -> Value {
    json!({
        "kind": route.kind,
        "name": route.name,
        "subtypes": subtypes(route).collect::<Vec<_>>(),
        "payload": route.title(),
        "page": route.page(),
        "description": route.description(),
    })
}

fn print(route: &'static JsonSchema, io: &mut Io<'_>) -> std::io::Result<()> {
    let (kind, name, payload) = (route.kind, route.name, route.title());
    io.line(format_args!("{kind} {name}"))?;
    io.line(format_args!("  sent when  {}", route.description()))?;
    io.line(format_args!("  payload    cronofy_hooks::payload::{payload}"))?;
    for (at, subtype) in subtypes(route).enumerate() {
        io.line(format_args!("  {:9}  {subtype}", if at == 0 { "subtypes" } else { "" }))?;
    }
    if let Some(page) = route.page() {
        io.line(format_args!("  page       {}", io.style().link(page)))?;
    }
    io.text(format_args!("\n{}", HandlerChoice::whole(route).source()))
}

/// All routes as a table, or below one another where the output is too narrow for it.
fn print_all(routes: &[&'static JsonSchema], io: &mut Io<'_>) -> std::io::Result<()> {
    let mut table = TextTable::new(["KIND", "NAME", "PAYLOAD", "SUBTYPES", "SENT WHEN"]);
    for route in routes {
        let subtypes = subtypes(route).collect::<Vec<_>>().join(", ");
        table.push([route.kind, route.name, route.title(), &subtypes, route.description()].map(str::to_owned));
    }
    let Some(columns) = io.columns().filter(|columns| !table.fits(*columns)) else { return io.table(&table) };
    for route in routes {
        let name = io.style().paint(Tone::Strong, format_args!("{} {}", route.kind, route.name));
        io.line(format_args!("{name}"))?;
        for text in [route.title(), &*subtypes(route).collect::<Vec<_>>().join(", "), route.description()] {
            wrap(text, columns.saturating_sub(INDENT.len()))
                .into_iter()
                .try_for_each(|line| io.line(format_args!("{INDENT}{line}")))?;
        }
    }
    Ok(())
}

const INDENT: &str = "    ";
