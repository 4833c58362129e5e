//! The rules of fault injection.

use axum::extract::State;
use axum::response::Response;
use cronofy_hooks_contract::text::counted;
use http::HeaderMap;
use maud::{Markup, html};

use crate::console::{Console, ConsoleView, FormField, FormFields, choice, fault_name, head};
use crate::world::model::{Fault, FaultRule, World};

/// `GET /faults`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    show(&console, &headers, &FormFields::new([("rate", "100")]))
}

/// `POST /faults`
pub(crate) async fn add(State(console): State<Console>, headers: HeaderMap, mut posted: FormFields) -> Response {
    let Some(rule) = parse(&mut posted) else { return show(&console, &headers, &posted) };
    let message = format!("Added the fault: {}.", fault_name(rule.fault));
    console.shared.change(|world| world.faults.rules.push(rule));
    console.done("/faults", message)
}

/// `POST /faults/remove`
pub(crate) async fn remove(State(console): State<Console>, posted: FormFields) -> Response {
    let index = posted.filled("index").and_then(|it| it.parse::<usize>().ok());
    // The name protects against a list that has changed since the page was rendered.
    let removed = console.shared.change(|world| {
        let rules = &mut world.faults.rules;
        let index =
            index.filter(|index| rules.get(*index).is_some_and(|it| it.fault.name() == posted.field("fault")))?;
        Some(rules.remove(index))
    });
    match removed {
        Some(rule) => console.done("/faults", format!("Removed the fault: {}.", fault_name(rule.fault))),
        None => console
            .refused("/faults", "The list has changed in the meantime. Look at it again, and then remove a rule."),
    }
}

/// `POST /faults/seed`
pub(crate) async fn set_seed(State(console): State<Console>, posted: FormFields) -> Response {
    let Some(seed) = posted.filled("seed").and_then(|it| it.parse().ok()) else {
        return console.refused("/faults", "A seed is a whole number from 0 to 18446744073709551615.");
    };
    console.shared.change(|world| world.faults.seed = seed);
    console.done("/faults", format!("The seed is now {seed}."))
}

/// The rule of a form, or its validation messages.
fn parse(posted: &mut FormFields) -> Option<FaultRule> {
    let fault = Fault::ALL.into_iter().find(|it| it.name() == posted.field("fault")).unwrap_or(Fault::Drop);
    let rate = posted.filled("rate").unwrap_or("100").trim_end_matches('%').trim().parse::<f64>().ok();
    let rate = rate.filter(|rate| *rate > 0.0 && *rate <= 100.0);
    let times = posted.filled("times").map(|it| it.parse::<u32>().ok().filter(|times| *times > 0));
    let only = posted.filled("only").map(str::to_owned);
    let wrong_rate = "A rate is more than 0 and at most 100 percent: write a number such as 5.";
    posted.reject("rate", rate.is_none().then_some(wrong_rate));
    let wrong_times = "A limit is a whole number of at least 1; leave it empty for no limit.";
    posted.reject("times", (times == Some(None)).then_some(wrong_times));
    let mut rule = FaultRule::new(fault).rate(rate? / 100.0);
    (rule.times, rule.only) = (times.flatten(), only);
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
             notification, because the sandbox retries."
        }))
        section aria-labelledby="rules" {
            h2 id="rules" { "Rules" }
            @if world.faults.rules.is_empty() {
                p.empty { "No faults are injected. Add a rule below, then trigger a notification and see what happens." }
            } @else {
                p.quiet { "The first rule that applies to an attempt injects its fault." }
                (rules(console, world))
            }
        }
        section.panel aria-labelledby="add" {
            h2 id="add" { "Add a rule" }
            (form(console, values))
        }
        section.panel aria-labelledby="chance" {
            h2 id="chance" { "Seed" }
            p { "The seed decides which attempts a rate below 100 % selects. The same seed repeats the same faults." }
            form.row method="post" action="/faults/seed" {
                (console.token())
                label { "Seed" input name="seed" inputmode="numeric" value=(world.faults.seed) autocomplete="off"; }
                button type="submit" { "Set the seed" }
            }
        }
    }
}

fn rules(console: &Console, world: &World) -> Markup {
    html! {
        table.cards {
            caption.hidden { "Rules" }
            thead { tr {
                th scope="col" { "Fault" } th scope="col" { "Rate" } th scope="col" { "Only for" }
                th scope="col" { "Remaining" } th scope="col" { span.hidden { "Remove" } }
            } }
            tbody { @for (index, rule) in world.faults.rules.iter().enumerate() {
                tr {
                    th scope="row" { (fault_name(rule.fault)) div.quiet { (rule.fault.description()) } }
                    td.number data-label="Rate" { (percent(rule.rate)) }
                    td data-label="Only for" { @match &rule.only { Some(only) => code { (only) }, None => "all" } }
                    td data-label="Remaining" { @match rule.times {
                        None => "no limit",
                        Some(0) => span.quiet { "used up" },
                        Some(times) => (counted(times as u64, "time", "times")),
                    } }
                    td { (console.button("/faults/remove", "Remove", &[("index", &index.to_string()), ("fault", rule.fault.name())])) }
                }
            } }
        }
    }
}

fn percent(rate: f64) -> String {
    format!("{} %", (rate * 1e6).round() / 1e4)
}

fn form(console: &Console, values: &FormFields) -> Markup {
    let describe = |it: Fault| (it.name(), format!("{}: {}", fault_name(it), it.description()));
    let faults = Fault::ALL.map(describe);
    html! {
        form.fields method="post" action="/faults" data-still=[values.still()] {
            (console.token())
            (choice("Fault", "fault", values.field("fault"), faults))
            div.pair {
                (FormField { name: "rate", label: "Rate in percent", mode: "decimal", ..FormField::default() }.show(values))
                (FormField { name: "times", label: "Limit", mode: "numeric", empty: "no limit", ..FormField::default() }.show(values))
            }
            (FormField { name: "only", label: "Only for notifications with this name", empty: "all", ..FormField::default() }.show(values))
            button.main type="submit" { "Add the rule" }
        }
    }
}
