//! `schemas diff`.

use std::path::PathBuf;

use clap::Args;
use cronofy_hooks_contract::drift::{DriftPatch, DriftSchemas, Novelty, NoveltyLedger, Sightings};
#[cfg(feature = "codegen")]
use cronofy_hooks_contract::text::counted;
use serde_json::json;

use super::diff_bodies::observe_bodies;
#[cfg(feature = "codegen")]
use super::diff_patch::{Base, write_patch};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
use super::diff_table::read_table;
use crate::text::{TextTable, whole_seconds};
use crate::{CommandError, Exit, Io};

/// Lists what deliveries have and the schemas lack: fields, types, subtypes and values of enumerations
#[derive(Clone, Debug, Args)]
#[command(after_long_help = AFTER)]
pub(super) struct DiffArgs {
    /// Files of captured bodies, or folders of them: each `.json` file is a body, or has one under `body`
    bodies: Vec<PathBuf>,
    /// The database with the table of a recorder: `sqlite:inbox.sqlite`, or `postgres://user@host/database`
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    // `INBOX_URL` is not read: a comparison of captured bodies does not need the database.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Compares with the schemas in this folder; with those of this program unless given
    #[cfg(feature = "codegen")]
    #[arg(long, value_name = "FOLDER")]
    schemas: Option<PathBuf>,
    /// Writes additions to the schemas, for `cronofy-hooks codegen --patch` and `cargo codegen --patch`
    #[cfg(feature = "codegen")]
    #[arg(long, value_name = "FILE")]
    patch: Option<PathBuf>,
}

const AFTER: &str = "\
Examples:
  cronofy-hooks schemas diff captures
  cronofy-hooks schemas diff --url sqlite:inbox.sqlite --patch drift.json
  cronofy-hooks schemas diff captures --schemas schemas

A recorder writes the table: see `Hooks::drift`. Only names are shown, and never a value: what could be
data has no name.

A patch has what the schemas lack. Read it before you apply it: types are those of the values that were seen,
an object that no schema describes is free-form, and what is no number is personal until you say otherwise.
What a patch cannot add is listed with the reason.

JSON, an object per line:
  kind        type, subtype, field or value
  schema      the schema that lacks it; of a type its folder
  place       where in the schema: the object of a field, otherwise the value
  name        the name, or null for what could be data
  types       the JSON types that a field had, and elements: those of the elements of its lists
  count       in how many deliveries
  first, last when
  left_out    with --patch: why the patch does not have it, or null

Exit codes: 0 the schemas lack nothing, or the patch is written; 1 failed, 2 wrong usage, 4 they lack something.";

impl DiffArgs {
    pub(super) async fn run(&self, as_json: bool, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        #[cfg(feature = "codegen")]
        let base = Base::read(self.schemas.as_deref())?;
        #[cfg(feature = "codegen")]
        let schemas = &base.schemas;
        #[cfg(not(feature = "codegen"))]
        let schemas = DriftSchemas::documented();

        let seen = self.seen(schemas, io).await?;
        let mut lacking = NoveltyLedger::default();
        let found = seen.iter().filter(|(novelty, _)| schemas.lacks(novelty));
        found.for_each(|(novelty, sightings)| lacking.note(novelty.clone(), *sightings));
        #[cfg(feature = "codegen")]
        if let Some(file) = &self.patch {
            let patch = write_patch(file, &lacking, &base)?;
            print(&lacking, Some(&patch), as_json, io)?;
            io.say(format_args!(
                "wrote {}: {}",
                file.display(),
                counted(patch.operations.len() as u64, "addition", "additions")
            ));
            return Ok(Exit::Done);
        }
        print(&lacking, None, as_json, io)?;
        Ok(if lacking.is_empty() { Exit::Done } else { Exit::Mismatch })
    }

    /// What is in the table and in the bodies.
    async fn seen(&self, schemas: &DriftSchemas, io: &mut Io<'_>) -> Result<NoveltyLedger, CommandError> {
        let mut ledger = NoveltyLedger::default();
        #[cfg(any(feature = "sqlite", feature = "postgres"))]
        if let Some(url) = &self.url {
            ledger.merge(read_table(url).await?);
            observe_bodies(&self.bodies, schemas, &mut ledger, io)?;
            return Ok(ledger);
        }
        if self.bodies.is_empty() {
            return Err(CommandError::usage(
                "there is nothing to compare; name files or folders of bodies, or a database with `--url`",
            ));
        }
        observe_bodies(&self.bodies, schemas, &mut ledger, io)?;
        Ok(ledger)
    }
}

fn print(
    lacking: &NoveltyLedger,
    patch: Option<&DriftPatch>,
    as_json: bool,
    io: &mut Io<'_>,
) -> Result<(), CommandError> {
    let left_out = |novelty: &Novelty| {
        let mut left_out = patch?.left_out.iter();
        left_out.find(|out| out.novelty == *novelty).map(|out| out.reason.as_str())
    };
    let mut table = TextTable::new(["KIND", "SEEN", "FIRST", "LAST", "WHAT"]);
    for (novelty, sightings) in lacking.iter() {
        let Novelty { schema, place, kind, name } = novelty;
        let Sightings { shapes, count, first, last } = sightings;
        if as_json {
            io.json(&json!({
                "kind": kind.as_str(), "schema": schema, "place": place, "name": name,
                "types": shapes.types(), "elements": shapes.elements(), "count": count,
                "first": first, "last": last, "left_out": left_out(novelty),
            }))?;
        } else {
            let [first, last] = [*first, *last].map(whole_seconds);
            table.push([kind.as_str().to_owned(), count.to_string(), first, last, novelty.to_string()]);
        }
    }
    if as_json {
        return Ok(());
    }
    if lacking.is_empty() {
        io.line("the schemas lack nothing")?;
        return Ok(());
    }
    io.table(&table)?;
    for (novelty, _) in lacking.iter() {
        if let Some(reason) = left_out(novelty) {
            io.line(format_args!("not in the patch: {novelty}: {reason}"))?;
        }
    }
    Ok(())
}
