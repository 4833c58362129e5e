//! [`NewArgs`]: the arguments of `new`, and what it does.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use cronofy_hooks_contract::text::counted;
use serde_json::json;

use super::checkout::CratesSource;
use super::files::files;
use super::handler::{HandlerChoice, choices};
use super::name::check_name;
use crate::{CommandError, Exit, Io};

/// Writes a small application: handlers, inbox, client, tests against the sandbox, a Dockerfile
#[derive(Clone, Debug, Args)]
#[command(after_long_help = AFTER)]
pub(crate) struct NewArgs {
    /// The folder to create, whose last part is the name of the application
    #[arg(value_name = "APP")]
    folder: PathBuf,
    /// What to write handlers for: names that `routes` lists, `NAME:SUBTYPE`, or `all` for every name
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = "change,verification")]
    handle: Vec<String>,
    /// A checkout of cronofy-hooks to use, in place of the released crates
    #[arg(long, value_name = "FOLDER")]
    path: Option<PathBuf>,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
Examples:
  cronofy-hooks new planner
  cronofy-hooks new planner --handle change,smart_invite,conferencing_failing:profile_missing

A fallback takes what has no handler. `cargo test` in the folder runs the application against a sandbox, without an
account; its README says how to run it.

JSON: {\"folder\": \"planner\", \"handlers\": [\"change\"], \"files\": [\"Cargo.toml\", …]}

Exit codes: 0 done, 1 the folder is not empty or cannot be written, 2 wrong usage, 3 there is no such name.";

impl NewArgs {
    pub(crate) fn run(&self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        let name = application_name(&self.folder)?;
        check_name(&name)?;
        let handlers = choices(&self.handle)?;
        is_free(&self.folder)?;
        // Before a folder is made: a wrong checkout leaves nothing behind.
        let checkout = self.path.as_deref().map(CratesSource::checkout).transpose()?;
        // The versions that the checkout is tested with; they are on this machine if the checkout was built.
        let lock = self.path.as_deref().and_then(|checkout| fs::read_to_string(checkout.join("Cargo.lock")).ok());
        fs::create_dir_all(&self.folder).map_err(|error| CommandError::file(&self.folder, "created", &error))?;
        let crates = checkout.map_or(Ok(CratesSource::Released), |it| it.relative_to(&self.folder))?;
        let mut files = files(&name, &handlers, &crates);
        files.extend(lock.map(|lock| ("Cargo.lock", lock)));
        for (path, text) in &files {
            write_new(&self.folder.join(path), text)?;
        }
        let functions: Vec<_> = handlers.iter().map(HandlerChoice::function).collect();
        if self.json {
            let paths: Vec<_> = files.iter().map(|(path, _)| path).collect();
            io.json(&json!({ "folder": self.folder.to_string_lossy(), "handlers": functions, "files": paths }))?;
        } else {
            let written = counted(files.len() as u64, "file", "files");
            io.line(format_args!(
                "wrote {written} to {}, with handlers for {}",
                self.folder.display(),
                functions.join(", ")
            ))?;
            io.line("`cargo test` there runs it against a sandbox; its README says how to start it")?;
        }
        Ok(Exit::Done)
    }
}

/// The last part of the folder, which may be `.`.
fn application_name(folder: &Path) -> Result<String, CommandError> {
    let named = match folder.file_name() {
        Some(name) => Some(name.to_owned()),
        None => {
            let whole = folder.canonicalize().map_err(|error| CommandError::file(folder, "found", &error))?;
            whole.file_name().map(ToOwned::to_owned)
        }
    };
    let named = named.and_then(|name| name.into_string().ok());
    named.ok_or_else(|| {
        CommandError::usage(format_args!("{} has no name for an application; choose another folder", folder.display()))
    })
}

/// There is no such folder, or it is empty.
fn is_free(folder: &Path) -> Result<(), CommandError> {
    let taken = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) if error.kind() == ErrorKind::NotADirectory => true,
        Err(error) => return Err(CommandError::file(folder, "read", &error)),
    };
    if taken {
        let folder = folder.display();
        return Err(CommandError::failed(format_args!(
            "{folder} exists and is not an empty folder; choose another one"
        )));
    }
    Ok(())
}

/// Writes a file that does not exist, also when another program made one just now.
fn write_new(path: &Path, text: &str) -> Result<(), CommandError> {
    let failed = |error| CommandError::file(path, "written", &error);
    path.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)
}
