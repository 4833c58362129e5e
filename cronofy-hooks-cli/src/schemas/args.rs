//! [`SchemasArgs`]: the arguments of `schemas`.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};
use cronofy_hooks_contract::schemas;

use super::diff::DiffArgs;
use super::export::{ExportArgs, export};
use super::read::{list, show, validate};
use crate::args::suggested;
use crate::{CommandError, Exit, Io};

/// Lists, shows, exports and compares the JSON Schemas of what is sent and received, and validates bodies
#[derive(Clone, Debug, Args)]
#[command(after_long_help = AFTER, disable_help_subcommand = true)]
pub(crate) struct SchemasArgs {
    /// Prints JSON: an object per line for `list` and `diff`, one object otherwise
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    action: SchemasAction,
}

#[derive(Clone, Debug, Subcommand)]
enum SchemasAction {
    /// Lists the schemas
    List,
    /// Prints a schema
    Show {
        /// `notification/change`, or `change` where that is unique
        #[arg(value_parser = suggested(NonEmptyStringValueParser::new(), names), hide_possible_values = true)]
        name: String,
    },
    /// Validates a body against its schema, and lists the errors
    Validate {
        /// `notification/change`, or `change` where that is unique
        #[arg(value_parser = suggested(NonEmptyStringValueParser::new(), names), hide_possible_values = true)]
        name: String,
        /// The body; `-` for standard input
        file: PathBuf,
    },
    Diff(DiffArgs),
    /// Writes all schemas into a folder, or one description for other languages
    Export(ExportArgs),
}

const AFTER: &str = "\
Examples:
  cronofy-hooks schemas list
  cronofy-hooks schemas show conferencing_failing
  cronofy-hooks schemas validate change body.json
  cronofy-hooks schemas diff --url sqlite:inbox.sqlite
  cronofy-hooks schemas export schemas
  cronofy-hooks schemas export --openapi --out openapi.json

The payload types of cronofy-hooks are generated from these schemas. The schemas are strict where the
types are open: a body with an undocumented value or null is not valid, and is received all the same.

JSON:
  list      name, kind, title, description, page
  show      the schema
  validate  name, valid, and errors, each with `at` (a JSON pointer), `keyword` and `message`
  diff      see its own help
  export    folder or out, and written: the number of files that were missing or had other content

Exit codes: 0 done or valid, 1 failed, 2 wrong usage, 3 there is no such schema, 4 not valid, or different.";

fn names() -> Vec<String> {
    schemas().iter().map(|schema| schema.path.to_owned()).collect()
}

impl SchemasArgs {
    pub(crate) async fn run(&self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        match &self.action {
            SchemasAction::List => list(self.json, io),
            SchemasAction::Show { name } => show(name, self.json, io),
            SchemasAction::Validate { name, file } => validate(name, file, self.json, io),
            SchemasAction::Diff(args) => args.run(self.json, io).await,
            SchemasAction::Export(args) => export(args, self.json, io),
        }
    }
}
