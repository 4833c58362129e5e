//! [`RecordedScenario`]: what was done in a sandbox, as a scenario with what followed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::stand_ins::{StandIns, is_word};
use super::yaml;
use crate::personal_data::PersonalData;
use crate::world::model::{AttemptOutcome, Delivery, DeliveryState, RecordedAction, Step, World};
use crate::world::rules::Standing;

/// What was done in a sandbox from its beginning, for `sandbox play`: each step at its time, and after it an
/// expectation for each kind of delivery that followed.
#[derive(Debug)]
pub(crate) struct RecordedScenario {
    application: Option<String>,
    starts_at: Timestamp,
    seed: u64,
    lines: Vec<ScenarioLine>,
    /// How many things were done.
    pub(crate) steps: usize,
    /// What it lacks, in sentences.
    pub(crate) gaps: Vec<String>,
}

#[derive(Debug)]
enum ScenarioLine {
    Step(Value),
    Comment(String),
}

impl RecordedScenario {
    /// `None` for a world whose beginning was not recorded. Stand-ins take the place of hidden personal data.
    pub(crate) fn of(world: &World, personal: PersonalData) -> Option<Self> {
        let (starts_at, seed) = world.recording.began?;
        let steps = &world.recording.steps;
        let mut scenario =
            Self { application: None, starts_at, seed, lines: Vec::new(), steps: steps.len(), gaps: Vec::new() };
        let mut clock = starts_at;
        let deliveries: Vec<_> = world.deliveries.values().map(NamedDelivery::new).collect();
        let mut known = BTreeMap::new();
        let mut stand_ins = StandIns::default();
        if world.dropped > 0 {
            scenario.gap("The oldest deliveries were dropped, so the file has no expectations.".to_owned());
        }
        for step in steps {
            scenario.advance(&mut clock, step.at);
            scenario.expect(&deliveries, step.at, step.newest, &mut known);
            match &step.action {
                RecordedAction::Step(Step::AdvanceTo(until)) => scenario.advance(&mut clock, *until),
                RecordedAction::Step(step) => {
                    let step = if personal.is_shown() { json!(step) } else { json!(stand_ins.step(step)) };
                    scenario.lines.push(ScenarioLine::Step(step));
                }
                RecordedAction::Other(sent) => scenario.other(step.at, sent),
            }
        }
        if world.recording.is_full {
            scenario.gap("The recording is full: what was done later is not in the file.".to_owned());
        } else {
            scenario.advance(&mut clock, world.now);
            scenario.expect(&deliveries, world.now, u64::MAX, &mut known);
        }
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
        self.lines.push(ScenarioLine::Step(step));
    }

    /// The kinds of deliveries whose number has changed, as they were at a time. Nothing is expected after a gap.
    fn expect<'d>(
        &mut self,
        deliveries: &'d [NamedDelivery<'_>],
        at: Timestamp,
        newest: u64,
        known: &mut BTreeMap<(&'d str, DeliveryEnd), usize>,
    ) {
        if !self.gaps.is_empty() {
            return;
        }
        let until = deliveries.partition_point(|it| it.delivery.number <= newest);
        let sent = deliveries[..until].iter().filter(|it| it.delivery.created <= at);
        let ends: Vec<_> = sent.map(|it| (it, DeliveryEnd::of(it.delivery, at))).collect();
        let kinds: BTreeSet<_> = ends.iter().filter_map(|(it, end)| Some((it.searched()?, (*end)?))).collect();
        for (name, end) in kinds {
            let found = ends.iter().filter(|(it, _)| it.is_named(name));
            // What is in flight may end in another way each time.
            if found.clone().any(|(it, _)| is_in_flight(it.delivery)) {
                continue;
            }
            let count = found.filter(|(_, other)| *other == Some(end)).count();
            if known.insert((name, end), count) != Some(count) {
                let search = format!("name:{name} {end}");
                self.lines.push(ScenarioLine::Step(json!({ "expect": { "deliveries": search, "count": count } })));
            }
        }
    }

    fn other(&mut self, at: Timestamp, sent: &[String]) {
        let sent = if sent.is_empty() { String::new() } else { format!(" It sent {}.", sent.join(", ")) };
        self.gap(format!("At {} something was done that no step can repeat.{sent}", at.strftime("%Y-%m-%d %H:%M:%S")));
    }

    fn gap(&mut self, what: String) {
        self.lines.push(ScenarioLine::Comment(what.clone()));
        self.gaps.push(what);
    }

    /// Sets `application` to what the URLs of one server have in common: the server that the steps name most often.
    fn name_application(&mut self) {
        let mut urls = Vec::new();
        for line in &self.lines {
            if let ScenarioLine::Step(step) = line {
                callback_urls(step, &mut urls);
            }
        }
        let mut servers = BTreeMap::<&str, Vec<&str>>::new();
        for url in &urls {
            servers.entry(server(url)).or_default().push(url);
        }
        let urls = servers.into_values().max_by_key(Vec::len).unwrap_or_default();
        self.application = urls.into_iter().map(str::to_owned).reduce(|one, other| common(&one, &other));
        if let Some(url) = &self.application {
            for line in &mut self.lines {
                if let ScenarioLine::Step(step) = line {
                    replace(step, url);
                }
            }
        }
    }

    /// The file.
    pub(crate) fn to_yaml(&self) -> String {
        let mut out = String::new();
        if let Some(url) = &self.application {
            out += &format!("application: {}\n", yaml::text(url));
        }
        out += &format!("starts_at: {}\nseed: {}\nsteps:", self.starts_at, self.seed);
        if !self.lines.iter().any(|it| matches!(it, ScenarioLine::Step(_))) {
            out += " []";
        }
        out.push('\n');
        for line in &self.lines {
            match line {
                ScenarioLine::Step(Value::String(word)) => out += &format!("  - {word}\n"),
                ScenarioLine::Step(step) => out += &yaml::list_item(step, 2),
                ScenarioLine::Comment(text) => out += &format!("  # {text}\n"),
            }
        }
        out
    }
}

/// A delivery, and its names as the search compares them: in lower case.
#[derive(Debug)]
struct NamedDelivery<'w> {
    delivery: &'w Delivery,
    name: String,
    subtype: Option<String>,
}

impl<'w> NamedDelivery<'w> {
    fn new(delivery: &'w Delivery) -> Self {
        let subtype = delivery.subtype.as_ref().map(|it| it.to_lowercase());
        Self { delivery, name: delivery.name.to_lowercase(), subtype }
    }

    /// A name that can be searched for.
    fn searched(&self) -> Option<&str> {
        is_word(&self.delivery.name).then_some(&self.name)
    }

    /// As the search understands a name.
    fn is_named(&self, name: &str) -> bool {
        self.name.starts_with(name) || self.subtype.as_ref().is_some_and(|it| it.starts_with(name))
    }
}

/// How a delivery had ended at a time; it is written as a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct DeliveryEnd {
    standing: Standing,
    /// Unless it was accepted, or cannot be searched for.
    status: Option<EndStatus>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum EndStatus {
    Answered(u16),
    /// A word of the search.
    Word(&'static str),
}

impl DeliveryEnd {
    /// `None` while no attempt had ended.
    fn of(delivery: &Delivery, at: Timestamp) -> Option<Self> {
        let outcome = delivery.attempts.iter().rfind(|it| it.at <= at)?.outcome.as_ref()?;
        if outcome.succeeded() {
            return Some(Self { standing: Standing::Delivered, status: None });
        }
        let standing = match delivery.state {
            DeliveryState::GivenUp(given_up) if given_up <= at => Standing::GivenUp,
            _ => Standing::Failing,
        };
        let status = match outcome {
            AttemptOutcome::Answered(status) => Some(EndStatus::Answered(*status)),
            AttemptOutcome::TimedOut => Some(EndStatus::Word("timeout")),
            AttemptOutcome::Refused => Some(EndStatus::Word("refused")),
            AttemptOutcome::BrokenOff => Some(EndStatus::Word("cut")),
            AttemptOutcome::Lost => Some(EndStatus::Word("lost")),
            AttemptOutcome::Failed(_) => None,
        };
        Some(Self { standing, status })
    }
}

impl fmt::Display for DeliveryEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "is:{}", self.standing.word())?;
        match self.status {
            Some(EndStatus::Answered(status)) => write!(f, " status:{status}"),
            Some(EndStatus::Word(word)) => write!(f, " status:{word}"),
            None => Ok(()),
        }
    }
}

fn is_in_flight(delivery: &Delivery) -> bool {
    delivery.attempts.last().is_some_and(|it| it.outcome.is_none())
}

/// The URLs that are called, without their queries.
fn callback_urls(step: &Value, urls: &mut Vec<String>) {
    match step {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str().filter(|_| ["callback_url", "uri", "to"].contains(&key.as_str())) {
                    Some(url) => urls.push(url.split('?').next().unwrap_or_default().to_owned()),
                    None => callback_urls(value, urls),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|it| callback_urls(it, urls)),
        _ => {}
    }
}

/// `http://127.0.0.1:3000` of a URL.
fn server(url: &str) -> &str {
    let host = url.find("://").map_or(0, |scheme| scheme + 3);
    url[host..].find('/').map_or(url, |path| &url[..host + path])
}

/// What both begin with, up to the end of a segment of the path.
fn common(one: &str, other: &str) -> String {
    let same = one.split('/').zip(other.split('/')).take_while(|(one, other)| one == other);
    same.map(|(segment, _)| segment).collect::<Vec<_>>().join("/")
}

fn replace(value: &mut Value, url: &str) {
    match value {
        Value::String(text) => {
            // Not the beginning of another path.
            if let Some(rest) = text.strip_prefix(url).filter(|rest| rest.is_empty() || rest.starts_with(['?', '/'])) {
                *text = format!("{{application}}{rest}");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, url)),
        Value::Object(fields) => fields.values_mut().for_each(|field| replace(field, url)),
        _ => {}
    }
}
