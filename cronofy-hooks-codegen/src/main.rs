//! `cargo codegen [--check | --patch FILE] [--root DIR]`: brings everything that comes from the schemas up to date.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cronofy_hooks_codegen::{SchemaPatch, SchemaSet, WriteOutcome, generate, write};

const USAGE: &str = "usage: cargo codegen [--check | --patch FILE] [--root DIR]

Writes the types, catalogue, samples and README table that come from schemas/.

  --check       write nothing; fail when something is stale
  --patch FILE  first add to the schemas what `cronofy-hooks schemas diff --patch FILE` found
  --root DIR    the workspace, unless it is the one that this program was built in";

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            // Ignore errors of writing to stderr.
            let _ = writeln!(io::stderr(), "{message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, String> {
    let mut check = false;
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut root = here.parent().unwrap_or(here).to_owned();
    let mut patch = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--check" => check = true,
            "--patch" => patch = Some(PathBuf::from(arguments.next().ok_or(USAGE)?)),
            "--root" => root = PathBuf::from(arguments.next().ok_or(USAGE)?),
            "--help" | "-h" => {
                writeln!(io::stdout(), "{USAGE}").map_err(|error| error.to_string())?;
                return Ok(true);
            }
            other => return Err(format!("unknown argument `{other}`\n{USAGE}")),
        }
    }

    if let Some(file) = patch {
        if check {
            return Err(format!("`--check` writes nothing, and `--patch` writes\n{USAGE}"));
        }
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let patch = SchemaPatch::parse(&text).map_err(|error| error.to_string())?;
        for path in patch.write(&root.join("schemas")).map_err(|error| error.to_string())? {
            writeln!(io::stdout(), "patched: schemas/{path}").map_err(|error| error.to_string())?;
        }
    }
    let set = SchemaSet::read(&root.join("schemas")).map_err(|error| error.to_string())?;
    let files = generate(&set).map_err(|errors| errors.to_string())?;
    let (outcome, errors) = write(&root, &files, check);
    report(&outcome, check, &mut io::stdout()).map_err(|error| error.to_string())?;
    if !errors.is_empty() {
        let messages: Vec<_> = errors.iter().map(ToString::to_string).collect();
        return Err(messages.join("\n\n"));
    }
    Ok(!check || outcome.is_fresh())
}

fn report(outcome: &WriteOutcome, check: bool, to: &mut dyn Write) -> io::Result<()> {
    let (stale, orphan) = if check { ("stale", "orphan") } else { ("wrote", "deleted") };
    for path in &outcome.stale {
        writeln!(to, "{stale}: {}", path.display())?;
    }
    for path in &outcome.orphans {
        writeln!(to, "{orphan}: {}", path.display())?;
    }
    if check && !outcome.is_fresh() {
        writeln!(to, "run `cargo codegen`")?;
    }
    Ok(())
}
