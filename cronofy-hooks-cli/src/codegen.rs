//! `codegen`: payload types from the user's own schemas.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use cronofy_hooks_codegen::{Generator, SchemaPatch};
use serde_json::json;

use crate::{CommandError, Exit, Io};

/// Writes payload types from JSON Schemas of your own
#[derive(Clone, Debug, Args)]
#[command(after_long_help = AFTER)]
pub(crate) struct CodegenArgs {
    /// The folder of the schemas, which contains folders such as `notification` and `shared`
    #[arg(value_name = "SCHEMAS")]
    schemas: PathBuf,
    /// The Rust file to write; standard output unless given
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Writes nothing, and fails if the file is stale
    #[arg(long, requires = "output")]
    check: bool,
    /// First adds to the schemas what `cronofy-hooks schemas diff --patch` wrote into this file
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    patch: Option<PathBuf>,
    /// The path of cronofy-hooks in your crate
    #[arg(long, value_name = "PATH", default_value = "::cronofy_hooks")]
    crate_path: String,
    /// Prints one JSON object
    #[arg(long, requires = "output")]
    json: bool,
}

const AFTER: &str = "\
Examples:
  cronofy-hooks codegen schemas --output src/notifications.rs
  cronofy-hooks codegen schemas --output src/notifications.rs --check
  cronofy-hooks codegen schemas --output src/notifications.rs --patch drift.json

A `build.rs` does the same without a file in the repository: see the README of cronofy-hooks-codegen,
which also lists what a schema may contain.

JSON: {\"output\": \"src/notifications.rs\", \"fresh\": true, \"written\": false}; fresh: the
file already had this content.

Exit codes: 0 written or fresh, 1 the schemas or files cannot be used, 2 wrong usage, 4 stale, with
--check.";

impl CodegenArgs {
    pub(crate) fn run(&self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        if let Some(file) = &self.patch {
            let text = fs::read_to_string(file).map_err(|error| CommandError::file(file, "read", &error))?;
            let patch = SchemaPatch::parse(&text).map_err(CommandError::failed)?;
            for path in patch.write(&self.schemas).map_err(CommandError::failed)? {
                io.say(format_args!("patched {}", self.schemas.join(path).display()));
            }
        }
        let generator = Generator::new(&self.schemas).crate_path(self.crate_path.as_str());
        let text = generator.generate().map_err(CommandError::failed)?;
        let Some(output) = &self.output else {
            io.text(text)?;
            return Ok(Exit::Done);
        };
        let present = fs::read_to_string(output).ok().map(|present| present.replace("\r\n", "\n"));
        let fresh = present.as_deref() == Some(&text);
        let written = !fresh && !self.check;
        if written {
            let folder = output.parent().map_or(Ok(()), fs::create_dir_all);
            folder
                .and_then(|()| fs::write(output, text))
                .map_err(|error| CommandError::file(output, "written", &error))?;
        }
        let name = output.display();
        if self.json {
            io.json(&json!({ "output": output.to_string_lossy(), "fresh": fresh, "written": written }))?;
        } else if written {
            io.line(format_args!("wrote {name}"))?;
        } else if fresh {
            io.line(format_args!("{name} is fresh"))?;
        } else {
            io.line(format_args!("{name} is stale; run the same command without `--check`"))?;
        }
        Ok(if fresh || written { Exit::Done } else { Exit::Mismatch })
    }
}
