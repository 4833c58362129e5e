//! `inbox replay`.

use clap::Args;
use cronofy_hooks::inbox::{Change, Rehearsal, Rehearsed, Selection, UnitId, Worker};
use serde::Serialize;

use super::change::{ChangeArgs, Verb, exit};
use super::desk::{Desk, Failure};
use super::filter::NothingNamed;
use super::help::below;
use super::record::as_text;
use crate::exit::Exit;
use crate::plain::{one_line, units};
use crate::table::Table;

const REPLAY: Verb = Verb { change: Change::Replay, command: "replay", participle: "replayed" };

const NO_HANDLERS: &str = "\
no handler ran: they are in your application, not in this program. To run them in transactions that are \
rolled back, give your application this command, `cronofy_hooks_cli::inbox::InboxCommand`, and start it \
with `inbox replay --dry-run`";

/// Handles again what is finished: done, discarded, joined or dead
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below("\
With --dry-run and the application's handlers, each runs in a transaction that is rolled back. One that
takes no `Tx` does not run: what it does could not be taken back. What a handler does outside its
transaction happens all the same.

JSON: {\"changed\": 3}; with --dry-run {\"would_change\": 3, \"units\": […]}, units as in `list`; with the
application's handlers {\"would_change\": 3, \"rehearsals\": […]}:
  unit     \"17.0\"
  name     what it is, such as notification \"change\"
  handler  the function that takes it
  outcome  done, failed or not_run
  error    why it failed or was not run, or null"))]
pub(super) struct Replay {
    #[command(flatten)]
    args: ChangeArgs,
}

/// What the application's handlers made of a dry run.
#[derive(Serialize)]
struct WouldReplay<'r> {
    would_change: usize,
    rehearsals: Vec<RehearsalRecord<'r>>,
}

/// A rehearsed unit as JSON.
#[derive(Serialize)]
struct RehearsalRecord<'r> {
    #[serde(serialize_with = "as_text")]
    unit: UnitId,
    name: &'r str,
    handler: &'r str,
    outcome: &'static str,
    error: Option<&'r str>,
}

impl Replay {
    pub(super) fn check(&self) -> Result<(), NothingNamed> {
        REPLAY.check(&self.args)
    }

    pub(super) async fn run(&self, desk: &mut Desk<'_, '_>) -> Result<Exit, Failure> {
        match (self.args.is_dry(), desk.worker, self.args.selection(&REPLAY, desk)) {
            (true, Some(worker), Some(selection)) => rehearse(worker, selection, desk).await,
            (true, None, _) => {
                let exit = REPLAY.run(&self.args, desk).await?;
                if exit == Exit::Done {
                    desk.io.say(NO_HANDLERS);
                }
                Ok(exit)
            }
            _ => REPLAY.run(&self.args, desk).await,
        }
    }
}

async fn rehearse(worker: &Worker, selection: Selection, desk: &mut Desk<'_, '_>) -> Result<Exit, Failure> {
    let rehearsals = worker.rehearse(selection).await?;
    let records: Vec<_> = rehearsals.iter().map(RehearsalRecord::new).collect();
    let would_change = records.len();
    if desk.json {
        desk.io.json(&WouldReplay { would_change, rehearsals: records })?;
    } else {
        if !records.is_empty() {
            desk.io.text(table(&records).within(desk.io.columns()))?;
        }
        desk.io.line(summary(&rehearsals))?;
    }
    if would_change == 0 {
        desk.io.say("nothing matched");
    }
    Ok(exit(would_change != 0))
}

fn table(records: &[RehearsalRecord<'_>]) -> Table<5> {
    let mut table = Table::new(["UNIT", "OUTCOME", "HANDLER", "NAME", "ERROR"]);
    for record in records {
        table.push([
            record.unit.to_string(),
            record.outcome.replace('_', " "),
            one_line(record.handler),
            one_line(record.name),
            record.error.map_or_else(String::new, one_line),
        ]);
    }
    table
}

fn summary(rehearsals: &[Rehearsal]) -> String {
    let count = |outcome| rehearsals.iter().filter(|it| RehearsalRecord::new(it).outcome == outcome).count();
    let (all, failed, not_run) = (rehearsals.len() as u64, count("failed"), count("not_run"));
    format!("{} would be replayed; {failed} failed, {not_run} not run", units(all))
}

impl<'r> RehearsalRecord<'r> {
    fn new(rehearsal: &'r Rehearsal) -> Self {
        let (outcome, error) = match &rehearsal.rehearsed {
            Rehearsed::Failed(error) => ("failed", Some(&**error)),
            Rehearsed::NotRun(reason) => ("not_run", Some(&**reason)),
            _ => ("done", None),
        };
        Self { unit: rehearsal.unit, name: &rehearsal.name, handler: rehearsal.handler, outcome, error }
    }
}
