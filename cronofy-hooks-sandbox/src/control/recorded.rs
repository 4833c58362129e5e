//! [`RecordedScenario`]: what was done in a sandbox, as a scenario with what followed.

use std::collections::{BTreeMap, BTreeSet};

use cronofy_hooks_contract::text::counted;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::callback_urls::{application_of, replace};
use super::course::{Course, CourseClosing, DeliveryEnd, SentDelivery};
use super::stand_ins::StandIns;
use super::yaml;
use crate::personal_data::PersonalData;
use crate::world::model::{RecordedAction, Step, World};
use crate::world::rules::Standing;

/// What was done in a sandbox from its beginning, for `sandbox play`: each step at its time, and after it an
/// expectation for each kind of delivery that followed. It passes with an application that works, also where the
/// recorded one failed.
#[derive(Debug)]
pub(crate) struct RecordedScenario {
    application: Option<String>,
    starts_at: Timestamp,
    seed: u64,
    lines: Vec<ScenarioLine>,
    /// How many things were done, also those that no step can repeat.
    pub(crate) done: usize,
    /// How many deliveries the recorded application failed, of those that are expected to be delivered.
    pub(crate) failed: usize,
    /// What it lacks, in sentences.
    pub(crate) gaps: Vec<String>,
}

#[derive(Debug)]
enum ScenarioLine {
    /// Something that was done.
    Action(Value),
    /// Time that passes.
    Clock(Value),
    /// Something that is expected.
    Expectation(Value),
    Comment(String),
}

/// What is expected so far, so that only a change of it is written.
#[derive(Debug, Default)]
struct ExpectedSoFar<'c> {
    counts: BTreeMap<(&'c str, DeliveryEnd), usize>,
    closings: usize,
    /// The deliveries that the recorded application failed.
    failed: BTreeSet<u64>,
}

impl RecordedScenario {
    /// `None` for a world whose beginning was not recorded. Stand-ins take the place of hidden personal data.
    pub(crate) fn of(world: &World, personal: PersonalData) -> Option<Self> {
        let (starts_at, seed) = world.recording.began?;
        let steps = &world.recording.steps;
        let mut stand_ins = StandIns::default();
        let written: Vec<_> = steps.iter().map(|it| written(&it.action, personal, &mut stand_ins)).collect();
        let application = application_of(written.iter().flatten());
        let course = Course::of(world, application.as_deref());
        let (lines, gaps) = (Vec::new(), Vec::new());
        let mut scenario = Self { application, starts_at, seed, lines, done: steps.len(), failed: 0, gaps };
        let mut clock = starts_at;
        let mut expected = ExpectedSoFar::default();
        if world.dropped > 0 {
            scenario.gap("The oldest deliveries were dropped, so the file has no expectations.".to_owned());
        }
        for (step, written) in steps.iter().zip(written) {
            scenario.advance(&mut clock, step.at);
            scenario.expect(&course, step.at, step.newest, &mut expected);
            match &step.action {
                RecordedAction::Step(Step::AdvanceTo(until)) => scenario.advance(&mut clock, *until),
                RecordedAction::Step(_) => scenario.lines.extend(written.map(ScenarioLine::Action)),
                RecordedAction::Other(sent) => scenario.other(step.at, sent),
            }
        }
        if world.recording.is_full {
            scenario.gap("The recording is full: what was done later is not in the file.".to_owned());
        } else {
            scenario.advance(&mut clock, world.now);
            scenario.expect(&course, world.now, u64::MAX, &mut expected);
        }
        scenario.failed = expected.failed.len();
        scenario.name_application();
        Some(scenario)
    }

    /// Lets time pass. The clock of a scenario is paused.
    fn advance(&mut self, clock: &mut Timestamp, until: Timestamp) {
        let by = until.duration_since(*clock);
        if by <= SignedDuration::ZERO {
            return;
        }
        *clock = until;
        let step = match by.subsec_nanos() {
            0 => json!({ "advance": format!("{by:#}") }),
            _ => json!({ "advance_to": until }),
        };
        self.lines.push(ScenarioLine::Clock(step));
    }

    /// The kinds of deliveries whose number has changed, as they are at a time, and the channels that were closed until
    /// then. Nothing is expected after a gap.
    fn expect<'c>(&mut self, course: &'c Course<'_>, at: Timestamp, newest: u64, expected: &mut ExpectedSoFar<'c>) {
        if let Some((_, why)) = course.unknown_since.as_ref().filter(|(since, _)| *since <= at && self.gaps.is_empty())
        {
            self.gap(why.clone());
        }
        if !self.gaps.is_empty() {
            return;
        }
        let until = course.deliveries.partition_point(|it| it.delivery.number <= newest);
        let sent = course.deliveries[..until].iter().filter(|it| it.delivery.created <= at);
        let ends: Vec<_> = sent.map(|it| (it, it.end(at))).collect();
        let kinds: BTreeSet<_> = ends.iter().filter_map(|(it, end)| Some((it.searched()?, (*end)?))).collect();
        for (name, end) in kinds {
            let found = ends.iter().filter(|(it, _)| it.is_named(name));
            // What is in flight may end in another way each time.
            if found.clone().any(|(it, _)| it.is_in_flight()) {
                continue;
            }
            let found: Vec<_> = found.filter(|(_, other)| *other == Some(end)).map(|(it, _)| *it).collect();
            let count = found.len();
            if expected.counts.insert((name, end), count) != Some(count) {
                self.failures(end, &found, &mut expected.failed);
                let search = format!("name:{name} {end}");
                let step = json!({ "expect": { "deliveries": search, "count": count } });
                self.lines.push(ScenarioLine::Expectation(step));
            }
        }
        let closed = course.closings.iter().take_while(|it| it.at <= at);
        for CourseClosing { channel_id, by_faults, .. } in closed.skip(expected.closings) {
            expected.closings += 1;
            self.lines.push(if *by_faults {
                ScenarioLine::Expectation(json!({ "expect_channel": { "channel_id": channel_id, "closed": true } }))
            } else {
                ScenarioLine::Comment(format!(
                    "The channel {channel_id} was closed because nothing listened at its URL. This does not expect it: an \
                     application there keeps it open."
                ))
            });
        }
    }

    /// Says which deliveries the recorded application failed, of those that are expected to be delivered.
    fn failures(&mut self, end: DeliveryEnd, found: &[&SentDelivery<'_>], known: &mut BTreeSet<u64>) {
        let new = found.iter().filter(|it| end.standing == Standing::Delivered && !known.contains(&it.delivery.number));
        let new: Vec<_> = new.filter_map(|it| Some((it.delivery.number, it.failure()?))).collect();
        if new.is_empty() {
            return;
        }
        let how: BTreeSet<_> = new.iter().map(|(_, how)| how.as_str()).collect();
        let how = how.into_iter().collect::<Vec<_>>().join(", ");
        let count = new.len();
        self.lines.push(ScenarioLine::Comment(format!(
            "The recorded application failed {count} of these ({how}). This expects what one that works does."
        )));
        known.extend(new.into_iter().map(|(number, _)| number));
    }

    fn other(&mut self, at: Timestamp, sent: &[String]) {
        let sent = if sent.is_empty() { String::new() } else { format!(" It sent {}.", sent.join(", ")) };
        self.gap(format!("At {} something was done that no step can repeat.{sent}", at.strftime("%Y-%m-%d %H:%M:%S")));
    }

    fn gap(&mut self, what: String) {
        self.lines.push(ScenarioLine::Comment(what.clone()));
        self.gaps.push(what);
    }

    /// Writes `{application}` in the place of its URL.
    fn name_application(&mut self) {
        let Some(url) = &self.application else { return };
        for line in &mut self.lines {
            if let ScenarioLine::Action(step) = line {
                replace(step, url);
            }
        }
    }

    /// `25 steps: 8 actions, 9 moves of the clock, 8 expectations`
    pub(crate) fn counted(&self) -> String {
        let [mut actions, mut moves, mut expectations] = [0; 3];
        for line in &self.lines {
            match line {
                ScenarioLine::Action(_) => actions += 1,
                ScenarioLine::Clock(_) => moves += 1,
                ScenarioLine::Expectation(_) => expectations += 1,
                ScenarioLine::Comment(_) => {}
            }
        }
        let all = counted(actions + moves + expectations, "step", "steps");
        let actions = counted(actions, "action", "actions");
        let moves = counted(moves, "move of the clock", "moves of the clock");
        let expectations = counted(expectations, "expectation", "expectations");
        format!("{all}: {actions}, {moves}, {expectations}")
    }

    /// The file.
    pub(crate) fn to_yaml(&self) -> String {
        let mut out = String::new();
        if let Some(url) = &self.application {
            out += &format!("application: {}\n", yaml::text(url));
        }
        out += &format!("starts_at: {}\nseed: {}\nsteps:", self.starts_at, self.seed);
        if self.lines.iter().all(|it| matches!(it, ScenarioLine::Comment(_))) {
            out += " []";
        }
        out.push('\n');
        for line in &self.lines {
            match line {
                ScenarioLine::Action(Value::String(word)) => out += &format!("  - {word}\n"),
                ScenarioLine::Action(step) | ScenarioLine::Clock(step) | ScenarioLine::Expectation(step) => {
                    out += &yaml::list_item(step, 2);
                }
                ScenarioLine::Comment(text) => out += &format!("  # {text}\n"),
            }
        }
        out
    }
}

/// The step as it is written; `None` for what no step can repeat.
fn written(action: &RecordedAction, personal: PersonalData, stand_ins: &mut StandIns) -> Option<Value> {
    let RecordedAction::Step(step) = action else { return None };
    Some(if personal.is_shown() { json!(step) } else { json!(stand_ins.step(step)) })
}
