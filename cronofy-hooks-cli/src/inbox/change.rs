//! What `retry`, `replay` and `bury` have in common.

use clap::Args;
use cronofy_hooks::inbox::{Change, Entry, Selection, UnitState};
use serde::Serialize;
use tokio::sync::mpsc::unbounded_channel;

use super::desk::{Desk, Failure};
use super::filter::{NothingNamed, Targets};
use super::record::UnitRecord;
use super::row::units_table;
use crate::exit::Exit;
use crate::plain::{one_of, units};

/// What the help says of their JSON.
pub(super) const CHANGED: &str = "\
JSON: {\"changed\": 3}; with --dry-run {\"would_change\": 3, \"units\": […]}, units as in `list`.";

/// Which units, and whether to do it.
#[derive(Clone, Debug, Args)]
pub(super) struct ChangeArgs {
    #[command(flatten)]
    targets: Targets,
    /// Changes nothing, and lists what would change
    #[arg(long)]
    dry_run: bool,
}

/// A change, and the words for it.
pub(super) struct Verb {
    pub(super) change: Change,
    pub(super) command: &'static str,
    /// After "3 units".
    pub(super) participle: &'static str,
}

#[derive(Serialize)]
struct Changed {
    changed: u64,
}

/// What a dry run found.
#[derive(Serialize)]
struct WouldChange<'e> {
    would_change: usize,
    units: Vec<UnitRecord<'e>>,
}

impl Verb {
    pub(super) fn check(&self, args: &ChangeArgs) -> Result<(), NothingNamed> {
        args.targets.check(self.command)
    }

    pub(super) async fn run(&self, args: &ChangeArgs, desk: &mut Desk<'_, '_>) -> Result<Exit, Failure> {
        let selection = args.selection(self, desk);
        if args.dry_run {
            let entries = match selection {
                Some(selection) => desk.inbox.list(selection).await?,
                None => Vec::new(),
            };
            return self.tell_entries(&entries, desk);
        }
        let changed = match selection {
            Some(selection) => self.change(selection, desk).await?,
            None => 0,
        };
        if desk.json {
            desk.io.json(&Changed { changed })?;
        } else {
            desk.io.line(format_args!("{} {}", units(changed), self.participle))?;
        }
        let named = args.targets.named() as u64;
        if changed == 0 {
            desk.io.say(format_args!("nothing matched: {}", self.applies_to()));
        } else if changed < named {
            let others = units(named - changed);
            desk.io.say(format_args!("{others} not changed: {}; see `show`", self.applies_to()));
        }
        Ok(exit(changed != 0))
    }

    /// Changes them, and shows on a terminal how far it is.
    async fn change(&self, selection: Selection, desk: &mut Desk<'_, '_>) -> Result<u64, Failure> {
        let (report, mut reports) = unbounded_channel();
        // It is only looked at as long as the change goes on.
        let progress = Box::new(move |changed| report.send(changed).unwrap_or_default());
        let inbox = desk.inbox;
        let mut changing = inbox.change_with_progress(self.change, selection, progress);
        let mut so_far = 0;
        let ended = loop {
            tokio::select! {
                biased;
                ended = &mut changing => break ended,
                Some(changed) = reports.recv() => {
                    so_far = changed;
                    desk.io.progress(format_args!("{} {} so far", units(changed), self.participle));
                }
            }
        };
        desk.io.end_progress();
        while let Ok(changed) = reports.try_recv() {
            so_far = changed;
        }
        if ended.is_err() && so_far > 0 {
            let participle = self.participle;
            desk.io.say(format_args!("{} {participle} before it failed; repeat it for the others", units(so_far)));
        }
        Ok(ended?)
    }

    fn tell_entries(&self, entries: &[Entry], desk: &mut Desk<'_, '_>) -> Result<Exit, Failure> {
        if desk.json {
            let units = entries.iter().map(UnitRecord::new).collect();
            desk.io.json(&WouldChange { would_change: entries.len(), units })?;
        } else {
            if !entries.is_empty() {
                desk.io.text(units_table(entries, desk.io.time()).within(desk.io.columns()))?;
            }
            desk.io.line(format_args!("{} would be {}", units(entries.len() as u64), self.participle))?;
        }
        if entries.is_empty() {
            desk.io.say(format_args!("nothing matched: {}", self.applies_to()));
        }
        Ok(exit(!entries.is_empty()))
    }

    fn applies_to(&self) -> String {
        let states = UnitState::ALL.into_iter().filter(|&state| self.change.applies_to(state));
        format!("`{}` changes what is {}", self.command, one_of(&states.map(UnitState::as_str).collect::<Vec<_>>()))
    }
}

impl ChangeArgs {
    pub(super) fn is_dry(&self) -> bool {
        self.dry_run
    }

    /// `None` where only states were asked for that the change does not apply to.
    pub(super) fn selection(&self, verb: &Verb, desk: &Desk<'_, '_>) -> Option<Selection> {
        self.targets.selection(verb.change, desk.io.time())
    }
}

pub(super) fn exit(matched: bool) -> Exit {
    if matched { Exit::Done } else { Exit::NothingMatched }
}
