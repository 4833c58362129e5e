//! What `retry`, `replay` and `bury` have in common.

use clap::Args;
use cronofy_hooks::inbox::{JobAction, JobFilter, JobRecord, JobState};
use serde::Serialize;
use tokio::sync::mpsc::unbounded_channel;

use super::desk::{Desk, Failure};
use super::filter::{NothingNamed, Targets};
use super::record::JobJson;
use super::row::jobs_table;
use crate::exit::Exit;
use crate::plain::{jobs, one_of};

/// What the help says of their JSON.
pub(super) const CHANGED: &str = "\
JSON: {\"changed\": 3}; with --dry-run {\"would_change\": 3, \"jobs\": […]}, jobs as in `list`.";

/// Which jobs, and whether to do it.
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
    pub(super) change: JobAction,
    pub(super) command: &'static str,
    /// After "3 jobs".
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
    jobs: Vec<JobJson<'e>>,
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
            Some(selection) => self.apply(selection, desk).await?,
            None => 0,
        };
        if desk.json {
            desk.io.json(&Changed { changed })?;
        } else {
            desk.io.line(format_args!("{} {}", jobs(changed), self.participle))?;
        }
        let named = args.targets.named() as u64;
        if changed == 0 {
            desk.io.say(format_args!("nothing matched: {}", self.applies_to()));
        } else if changed < named {
            let others = jobs(named - changed);
            desk.io.say(format_args!("{others} not changed: {}; see `show`", self.applies_to()));
        }
        Ok(exit(changed != 0))
    }

    /// Changes them, and shows on a terminal how far it is.
    async fn apply(&self, selection: JobFilter, desk: &mut Desk<'_, '_>) -> Result<u64, Failure> {
        let (report, mut reports) = unbounded_channel();
        // It is only looked at as long as the change goes on.
        let progress = Box::new(move |changed| report.send(changed).unwrap_or_default());
        let inbox = desk.inbox;
        let mut changing = inbox.apply_with_progress(self.change, selection, progress);
        let mut so_far = 0;
        let ended = loop {
            tokio::select! {
                biased;
                ended = &mut changing => break ended,
                Some(changed) = reports.recv() => {
                    so_far = changed;
                    desk.io.progress(format_args!("{} {} so far", jobs(changed), self.participle));
                }
            }
        };
        desk.io.end_progress();
        while let Ok(changed) = reports.try_recv() {
            so_far = changed;
        }
        if ended.is_err() && so_far > 0 {
            let participle = self.participle;
            desk.io.say(format_args!("{} {participle} before it failed; repeat it for the others", jobs(so_far)));
        }
        Ok(ended?)
    }

    fn tell_entries(&self, entries: &[JobRecord], desk: &mut Desk<'_, '_>) -> Result<Exit, Failure> {
        if desk.json {
            let jobs = entries.iter().map(JobJson::new).collect();
            desk.io.json(&WouldChange { would_change: entries.len(), jobs })?;
        } else {
            if !entries.is_empty() {
                desk.io.text(jobs_table(entries, desk.io.time()).within(desk.io.columns()))?;
            }
            desk.io.line(format_args!("{} would be {}", jobs(entries.len() as u64), self.participle))?;
        }
        if entries.is_empty() {
            desk.io.say(format_args!("nothing matched: {}", self.applies_to()));
        }
        Ok(exit(!entries.is_empty()))
    }

    fn applies_to(&self) -> String {
        let states = JobState::ALL.into_iter().filter(|&state| self.change.applies_to(state));
        format!("`{}` changes what is {}", self.command, one_of(&states.map(JobState::as_str).collect::<Vec<_>>()))
    }
}

impl ChangeArgs {
    pub(super) fn is_dry(&self) -> bool {
        self.dry_run
    }

    /// `None` where only states were asked for that the change does not apply to.
    pub(super) fn selection(&self, verb: &Verb, desk: &Desk<'_, '_>) -> Option<JobFilter> {
        self.targets.selection(verb.change, desk.io.time())
    }
}

pub(super) fn exit(matched: bool) -> Exit {
    if matched { Exit::Done } else { Exit::NothingMatched }
}
