//! [`RecordedScenario`]: what was done in a sandbox, as a scenario with what followed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::yaml;
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
    /// `None` for a world whose beginning was not recorded.
    pub(crate) fn of(world: &World) -> Option<Self> {
        let (starts_at, seed) = world.recording.began?;
        let steps = &world.recording.steps;
        let mut scenario =
            Self { application: None, starts_at, seed, lines: Vec::new(), steps: steps.len(), gaps: Vec::new() };
        let mut clock = starts_at;
        let mut known = BTreeMap::new();
        if world.dropped > 0 {
            scenario.gap("The oldest deliveries were dropped, so the file has no expectations.".to_owned());
        }
        for step in steps {
            scenario.advance(&mut clock, step.at);
            scenario.expect(world, step.at, step.newest, &mut known);
            match &step.action {
                RecordedAction::Step(Step::AdvanceTo(until)) => scenario.advance(&mut clock, *until),
                RecordedAction::Step(step) => scenario.lines.push(ScenarioLine::Step(without_unset(&json!(step)))),
                RecordedAction::Other(sent) => scenario.other(step.at, sent),
            }
        }
        if world.recording.is_full {
            scenario.gap("The recording is full: what was done later is not in the file.".to_owned());
        } else {
            scenario.advance(&mut clock, world.now);
            scenario.expect(world, world.now, u64::MAX, &mut known);
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
    fn expect(&mut self, world: &World, at: Timestamp, newest: u64, known: &mut BTreeMap<String, usize>) {
        if !self.gaps.is_empty() {
            return;
        }
        let deliveries: Vec<_> =
            world.deliveries.range(..=newest).map(|(_, it)| it).filter(|it| it.created <= at).collect();
        let kinds: BTreeSet<_> = deliveries.iter().filter_map(|it| Some((searched(&it.name)?, end(it, at)?))).collect();
        for (name, end) in kinds {
            let found = deliveries.iter().filter(|it| is_named(it, &name));
            // What is in flight may end in another way each time.
            if found.clone().any(|it| is_in_flight(it)) {
                continue;
            }
            let count = found.filter(|it| self::end(it, at).as_ref() == Some(&end)).count();
            let search = format!("name:{name} {end}");
            if known.insert(search.clone(), count) != Some(count) {
                self.lines.push(ScenarioLine::Step(json!({ "expect": { "deliveries": search, "count": count } })));
            }
        }
    }

    fn other(&mut self, at: Timestamp, sent: &[String]) {
        let sent = if sent.is_empty() { String::new() } else { format!(" It sent {}.", sent.join(", ")) };
        self.gap(format!("At {} something was done that no step does again.{sent}", at.strftime("%Y-%m-%d %H:%M:%S")));
    }

    fn gap(&mut self, what: String) {
        self.lines.push(ScenarioLine::Comment(what.clone()));
        self.gaps.push(what);
    }

    /// Takes what the URLs of the server begin with that the steps name most often.
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
        if self.steps == 0 && !self.lines.iter().any(|it| matches!(it, ScenarioLine::Step(_))) {
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

/// How a delivery had ended at a time, as a search; `None` while no attempt had.
fn end(delivery: &Delivery, at: Timestamp) -> Option<String> {
    let outcome = delivery.attempts.iter().rfind(|it| it.at <= at)?.outcome.as_ref()?;
    if outcome.succeeded() {
        return Some(format!("is:{}", Standing::Delivered.word()));
    }
    let standing = match delivery.state {
        DeliveryState::GivenUp(given_up) if given_up <= at => Standing::GivenUp,
        _ => Standing::Failing,
    };
    let status = match outcome {
        AttemptOutcome::Answered(status) => format!(" status:{status}"),
        AttemptOutcome::TimedOut => " status:timeout".to_owned(),
        AttemptOutcome::Refused => " status:refused".to_owned(),
        AttemptOutcome::BrokenOff => " status:cut".to_owned(),
        AttemptOutcome::Lost => " status:lost".to_owned(),
        AttemptOutcome::Failed(_) => String::new(),
    };
    Some(format!("is:{}{status}", standing.word()))
}

fn is_in_flight(delivery: &Delivery) -> bool {
    delivery.attempts.last().is_some_and(|it| it.outcome.is_none())
}

/// A name that can be searched for.
fn searched(name: &str) -> Option<String> {
    let is_word = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    is_word.then(|| name.to_lowercase())
}

/// As the search understands a name.
fn is_named(delivery: &Delivery, name: &str) -> bool {
    let begins = |it: &String| it.to_lowercase().starts_with(name);
    begins(&delivery.name) || delivery.subtype.as_ref().is_some_and(begins)
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

/// Fields of a step that may be absent. A `null` in an event or in a body has a meaning.
const OPTIONAL: [&str; 11] =
    ["account", "calendar", "name", "only", "times", "sample", "body", "set", "event_trigger", "subtype", "filters"];

/// A step without the fields that are not set.
fn without_unset(step: &Value) -> Value {
    let is_unset = |key: &str, value: &Value| match key {
        "enabled" => *value == Value::Bool(true),
        key => OPTIONAL.contains(&key) && (value.is_null() || *value == json!({})),
    };
    let own = |value: &Value| match value {
        Value::Object(fields) => {
            let set = fields.iter().filter(|(key, value)| !is_unset(key, value));
            set.map(|(key, value)| (key.clone(), value.clone())).collect()
        }
        value => value.clone(),
    };
    match step {
        Value::Object(fields) => {
            let several = |value: &Value| match value {
                Value::Array(items) => items.iter().map(own).collect(),
                value => own(value),
            };
            fields.iter().map(|(key, value)| (key.clone(), several(value))).collect()
        }
        step => step.clone(),
    }
}
