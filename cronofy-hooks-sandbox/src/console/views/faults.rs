//! The rules of fault injection.

use axum::extract::State;
use axum::response::Response;
use cronofy_hooks_contract::text::counted;
use http::HeaderMap;
use maud::{Markup, html};

use super::status::{capitalized, sentence, table};
use crate::console::{Ask, Console, ConsoleView, FormField, FormFields, fault_name, head};
use crate::world::model::{Fault, FaultPreset, FaultRule, World, notification_names};

const PATH: &str = "/faults";
const CHANGED: &str = "The list has changed in the meantime. Look at it again, and then change a rule.";

/// `GET /faults`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    show(&console, &headers, &FormFields::new([("rate", "100")]))
}

/// `POST /faults`
pub(crate) async fn add(State(console): State<Console>, headers: HeaderMap, mut posted: FormFields) -> Response {
    let Some(rule) = parse(&mut posted) else { return show(&console, &headers, &posted) };
    let message = format!("Added the fault: {}.", fault_name(rule.fault));
    console.shared.change(|world| world.faults.rules.push(rule));
    console.done(PATH, message)
}

/// `POST /faults/preset`
pub(crate) async fn add_preset(State(console): State<Console>, posted: FormFields) -> Response {
    let Some(preset) = FaultPreset::ALL.iter().find(|it| it.name == posted.field("preset")) else {
        return console.refused(PATH, "There is no such preset. Reload the page.");
    };
    console.shared.change(|world| world.faults.rules.extend(preset.rules()));
    console.done(PATH, format!("Added the rules of {}.", preset.name))
}

/// `POST /faults/switch`
pub(crate) async fn switch(State(console): State<Console>, posted: FormFields) -> Response {
    let switched = console.shared.change(|world| {
        let index = named(world, &posted)?;
        let rule = &mut world.faults.rules[index];
        rule.enabled = posted.checked("enabled");
        Some(rule.clone())
    });
    match switched {
        Some(rule) => {
            let state = if rule.enabled { "on" } else { "off" };
            console.done(PATH, format!("The fault is {state}: {}.", fault_name(rule.fault)))
        }
        None => console.refused(PATH, CHANGED),
    }
}

/// `POST /faults/remove`
pub(crate) async fn remove(State(console): State<Console>, posted: FormFields) -> Response {
    let removed = console.shared.change(|world| named(world, &posted).map(|index| world.faults.rules.remove(index)));
    match removed {
        Some(rule) => console.done(PATH, format!("Removed the fault: {}.", fault_name(rule.fault))),
        None => console.refused(PATH, CHANGED),
    }
}

/// `POST /faults/clear`
pub(crate) async fn clear(State(console): State<Console>) -> Response {
    console.shared.change(|world| world.faults.rules.clear());
    console.done(PATH, "Removed all faults.")
}

/// `POST /faults/seed`
pub(crate) async fn set_seed(State(console): State<Console>, headers: HeaderMap, mut posted: FormFields) -> Response {
    let Some(seed) = posted.filled("seed").and_then(|it| it.parse().ok()) else {
        posted.reject("seed", Some("A seed is a whole number from 0 to 18446744073709551615."));
        return show(&console, &headers, &posted);
    };
    console.shared.change(|world| world.faults.seed = seed);
    console.done(PATH, format!("The seed is now {seed}."))
}

/// The index of the rule that a form names. The fault protects against a list that has changed since the page was
/// rendered.
fn named(world: &World, posted: &FormFields) -> Option<usize> {
    let index = posted.filled("index")?.parse::<usize>().ok()?;
    world.faults.rules.get(index).filter(|it| it.fault.name() == posted.field("fault")).map(|_| index)
}

/// The rule of a form, or its validation messages.
fn parse(posted: &mut FormFields) -> Option<FaultRule> {
    let fault = posted.field("fault").parse::<Fault>();
    posted.reject("fault", fault.as_ref().err().map(|error| sentence(&error.to_string())));
    let rate = posted.filled("rate").unwrap_or("100").trim_end_matches('%').trim().parse::<f64>().ok();
    let rate = rate.filter(|rate| *rate > 0.0 && *rate <= 100.0);
    let times = posted.filled("times").map(|it| it.parse::<u32>().ok().filter(|times| *times > 0));
    let wrong_rate = "A rate is more than 0 and at most 100 percent: write a number such as 5.";
    posted.reject("rate", rate.is_none().then_some(wrong_rate));
    let wrong_times = "A limit is a whole number of at least 1; leave it empty for no limit.";
    posted.reject("times", (times == Some(None)).then_some(wrong_times));
    // One rule has every other part as well, so that each message is shown at once.
    let mut rule = FaultRule::new(fault.unwrap_or(Fault::Drop)).rate(rate.unwrap_or(100.0) / 100.0);
    (rule.times, rule.only) = (times.flatten(), posted.filled("only").map(str::to_owned));
    posted.reject("only", rule.check().err().map(|error| sentence(&error.to_string())));
    posted.is_valid().then_some(rule)
}

fn show(console: &Console, headers: &HeaderMap, values: &FormFields) -> Response {
    let content = console.shared.read(|world| content(console, world, values));
    console.page(headers, ConsoleView::Faults, "Faults", &content)
}

fn content(console: &Console, world: &World, values: &FormFields) -> Markup {
    html! {
        (head("Faults", &html! {
            "Injects faults that happen in any network, as often as you choose. A robust application loses no \
             notification, because the sandbox retries; and it survives an API that refuses a call or loses its answer."
        }))
        section aria-labelledby="rules" {
            h2 id="rules" { "Rules" }
            @if world.faults.rules.is_empty() {
                p.empty { "No faults are injected. Add a preset or a rule below, then trigger a notification and see what happens." }
            } @else {
                p.quiet { "The first rule that applies to an attempt or to a call of the API injects its fault." }
                (rules(console, world))
                (console.asking(&Ask {
                    action: "/faults/clear", label: "Remove all", of: "rules",
                    consequence: "This deletes all rules. A switch turns one rule off and keeps it.", fields: &[],
                }))
            }
        }
        section.panel aria-labelledby="presets" {
            h2 id="presets" { "Presets" }
            ul.things {
                @for it in &FaultPreset::ALL {
                    li {
                        span { strong { (capitalized(it.name)) } div.quiet { (it.description) } }
                        (console.staying("/faults/preset", "Add", it.name, &[("preset", it.name)]))
                    }
                }
            }
        }
        section.panel aria-labelledby="add" {
            h2 id="add" { "Add a rule" }
            (form(console, values))
        }
        section.panel aria-labelledby="chance" {
            h2 id="chance" { "Seed" }
            p { "The seed decides which attempts and calls a rate below 100 % selects. The same seed repeats the same faults." }
            (seed(console, world, values))
        }
    }
}

fn rules(console: &Console, world: &World) -> Markup {
    html! {
        (table("Rules", &["On", "Fault", "Rate", "Only for", "Remaining", "Actions"], &html! {
            @for (index, rule) in world.faults.rules.iter().enumerate() { (row(console, index, rule)) }
        }))
    }
}

fn row(console: &Console, index: usize, rule: &FaultRule) -> Markup {
    let of = format!("rule {}: {}", index + 1, fault_name(rule.fault));
    let fields = [("index", index.to_string()), ("fault", rule.fault.name().to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    html! {
        tr id=(format!("rule-{index}")) class=[(!rule.enabled).then_some("off")] {
            td data-label="On" { (switch_button(console, &of, rule.enabled, &fields)) }
            th scope="row" { (fault_name(rule.fault)) div.quiet { (rule.fault.description()) } }
            td.number data-label="Rate" { (percent(rule.rate)) }
            td data-label="Only for" { @match &rule.only { Some(only) => code { (only) }, None => "all" } }
            td data-label="Remaining" { @match rule.times {
                None => "no limit",
                Some(0) => span.quiet { "used up" },
                Some(times) => (counted(times as u64, "time", "times")),
            } }
            td data-label="Actions" {
                (console.asking(&Ask {
                    action: "/faults/remove", label: "Remove", of: &of, consequence: "This deletes the rule.", fields: &fields,
                }))
            }
        }
    }
}

fn switch_button(console: &Console, of: &str, enabled: bool, fields: &[(&str, &str)]) -> Markup {
    html! {
        form.inline method="post" action="/faults/switch" data-stay {
            (console.token())
            @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
            @if !enabled { input type="hidden" name="enabled" value="on"; }
            button.switch type="submit" role="switch" aria-checked=(enabled) aria-label=(of) { span aria-hidden="true" { @if enabled { "on" } @else { "off" } } }
        }
    }
}

fn percent(rate: f64) -> String {
    format!("{} %", (rate * 1e6).round() / 1e4)
}

fn form(console: &Console, values: &FormFields) -> Markup {
    let faults = Fault::ALL.map(|it| (it.name(), format!("{}: {}", fault_name(it), it.description())));
    html! {
        form.fields method="post" action=(PATH) data-still=[values.still()] {
            (console.token())
            (FormField { name: "fault", label: "Fault", ..FormField::default() }.show_choice(values, faults))
            div.pair {
                (FormField { name: "rate", label: "Rate in percent", mode: "decimal", ..FormField::default() }.show(values))
                (FormField { name: "times", label: "Limit", mode: "numeric", empty: "no limit", ..FormField::default() }.show(values))
            }
            (FormField { name: "only", label: "Only for", hint: "The name of a notification. A fault of API calls takes a method and a path instead: POST /v1/calendars/*/events.", empty: "all", ..FormField::default() }
                .show_suggesting(values, notification_names()))
            button.main type="submit" { "Add the rule" }
        }
    }
}

fn seed(console: &Console, world: &World, values: &FormFields) -> Markup {
    let present = world.faults.seed.to_string();
    let present = FormFields::new([("seed", present)]);
    let shown = if values.error("seed").is_some() { values } else { &present };
    html! {
        form.row method="post" action="/faults/seed" data-still=[shown.still()] {
            (console.token())
            (FormField { name: "seed", label: "Seed", mode: "numeric", ..FormField::default() }.show(shown))
            button type="submit" { "Set the seed" }
        }
    }
}
