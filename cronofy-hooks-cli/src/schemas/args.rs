//! [`SchemasArgs`]: which of the schemas, and what to do with them.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{export, list, show, validate};
use crate::exit::Exit;
use crate::failure::end;
use crate::io::Io;

/// Which of the schemas, and what to do with them.
#[derive(Clone, Debug, Args)]
#[command(
    about = "Lists, shows and exports the JSON Schemas of everything sent and asked for, and validates bodies",
    long_about = None,
    after_long_help = AFTER,
    disable_help_subcommand = true
)]
pub(crate) struct SchemasArgs {
    /// Prints JSON: an object per line for `list`, one object otherwise
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    action: Action,
}

#[derive(Clone, Debug, Subcommand)]
enum Action {
    /// Lists the schemas
    List,
    /// Prints a schema
    Show {
        /// `notification/change`, or `change` where that is clear
        name: String,
    },
    /// Says whether a body is as its schema says, and where it is not
    Validate {
        /// `notification/change`, or `change` where that is clear
        name: String,
        /// The body; `-` for standard input
        file: PathBuf,
    },
    /// Writes all schemas into a folder, as they are in the repository
    Export {
        /// The folder; made where it is not there
        folder: PathBuf,
        /// Writes over files that hold something else
        #[arg(long)]
        force: bool,
    },
}

const AFTER: &str = "\
Examples:
  cronofy-hooks schemas list
  cronofy-hooks schemas show conferencing_failing
  cronofy-hooks schemas validate change body.json
  cronofy-hooks schemas export schemas

The schemas are those that the types of cronofy-hooks are made from. They are strict where the types are
open: a word or a null that is not documented does not validate, and is received all the same.

JSON:
  list      name, kind, title, description, page
  show      the schema
  validate  name, valid, and errors, each with `at` (a JSON pointer), `keyword` and `message`
  export    folder, and written: how many files were not there or held something else

Exit codes: 0 done or valid, 1 it could not be done, 2 wrong usage, 3 there is no such schema, 4 not valid.";

impl SchemasArgs {
    pub(crate) fn run(&self, io: &mut Io<'_>) -> Exit {
        let result = match &self.action {
            Action::List => list::list(self.json, io),
            Action::Show { name } => show::show(name, self.json, io),
            Action::Validate { name, file } => validate::validate(name, file, self.json, io),
            Action::Export { folder, force } => export::export(folder, *force, self.json, io),
        };
        end(result, io)
    }
}
