//! Faults: what goes wrong on purpose.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use maud::{Markup, html};

use super::explain;
use super::field::Field;
use super::layout::{View, head};
use super::pages::Console;
use super::posted::Posted;
use super::words::count;
use crate::fault::{Fault, FaultRule};
use crate::world::World;

/// Why a field was not taken, beside the field.
#[derive(Debug, Default)]
struct Wrong {
    rate: Option<&'static str>,
    times: Option<&'static str>,
}

/// `GET /faults`
pub(super) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    let typed = Posted(vec![("rate".to_owned(), "100".to_owned())]);
    show(&console, &headers, &typed, &Wrong::default())
}

/// `POST /faults`
pub(super) async fn add(State(console): State<Console>, headers: HeaderMap, posted: Posted) -> Response {
    match read(&posted) {
        Ok(rule) => {
            let told = format!("Added the fault: {}.", explain::fault_name(rule.fault));
            console.shared.change(|world| world.faults.rules.push(rule));
            console.done("/faults", told)
        }
        Err(wrong) => show(&console, &headers, &posted, &wrong),
    }
}

/// `POST /faults/remove`
pub(super) async fn remove(State(console): State<Console>, posted: Posted) -> Response {
    let place = posted.filled("place").and_then(|it| it.parse::<usize>().ok());
    // The name guards against a list that has changed since the page was made.
    let removed = console.shared.change(|world| {
        let rules = &mut world.faults.rules;
        let place =
            place.filter(|place| rules.get(*place).is_some_and(|it| it.fault.name() == posted.field("fault")))?;
        Some(rules.remove(place))
    });
    match removed {
        Some(rule) => console.done("/faults", format!("Removed the fault: {}.", explain::fault_name(rule.fault))),
        None => console.refused("/faults", "The list has changed since. Look again, and remove what is still there."),
    }
}

/// `POST /faults/seed`
pub(super) async fn set_seed(State(console): State<Console>, posted: Posted) -> Response {
    let Some(seed) = posted.filled("seed").and_then(|it| it.parse().ok()) else {
        return console.refused("/faults", "A seed is a whole number from 0 to 18446744073709551615.");
    };
    console.shared.change(|world| world.faults.seed = seed);
    console.done("/faults", format!("The seed is {seed} now."))
}

fn read(posted: &Posted) -> Result<FaultRule, Wrong> {
    let fault = Fault::ALL.into_iter().find(|it| it.name() == posted.field("fault")).unwrap_or(Fault::Drop);
    let rate = posted.filled("rate").unwrap_or("100").trim_end_matches('%').trim().parse::<f64>().ok();
    let rate = rate.filter(|rate| *rate > 0.0 && *rate <= 100.0);
    let times = posted.filled("times").map(|it| it.parse::<u32>().ok().filter(|times| *times > 0));
    match (rate, times) {
        (Some(rate), None | Some(Some(_))) => {
            let mut rule = FaultRule::new(fault).rate(rate / 100.0);
            rule.times = times.flatten();
            rule.only = posted.filled("only").map(str::to_owned);
            Ok(rule)
        }
        (rate, times) => Err(Wrong {
            rate: rate.is_none().then_some("A rate is more than 0 and at most 100 percent: write a number such as 5."),
            times: (times == Some(None)).then_some("A count is a whole number from 1 on; leave it empty for no end."),
        }),
    }
}

fn show(console: &Console, headers: &HeaderMap, typed: &Posted, wrong: &Wrong) -> Response {
    let content = console.shared.read(|world| content(console, world, typed, wrong));
    console.page(headers, View::Faults, "Faults", &content)
}

fn content(console: &Console, world: &World, typed: &Posted, wrong: &Wrong) -> Markup {
    html! {
        (head("Faults", &html! {
            "What a network does to notifications sooner or later, on purpose and as often as you say. A sturdy \
             application loses none of them: the sandbox tries again."
        }))
        section aria-labelledby="rules" {
            h2 id="rules" { "Rules" }
            @if world.faults.rules.is_empty() {
                p.empty { "Nothing goes wrong on purpose. Add a rule below, then trigger a notification and see what happens." }
            } @else {
                p.quiet { "An attempt suffers the first rule that takes it." }
                (rules(console, world))
            }
        }
        section.panel aria-labelledby="add" {
            h2 id="add" { "Add a rule" }
            (form(console, typed, wrong))
        }
        section.panel aria-labelledby="chance" {
            h2 id="chance" { "Chance" }
            p { "Where a rate leaves it to chance, the seed decides: the same seed makes the same faults again." }
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
                th scope="col" { "Left" } th scope="col" { span.hidden { "Remove" } }
            } }
            tbody { @for (place, rule) in world.faults.rules.iter().enumerate() {
                tr {
                    th scope="row" { (explain::fault_name(rule.fault)) div.quiet { (explain::fault(rule.fault)) } }
                    td.number data-label="Rate" { (percent(rule.rate)) }
                    td data-label="Only for" { @match &rule.only { Some(only) => code { (only) }, None => "everything" } }
                    td data-label="Left" { @match rule.times {
                        None => "without end",
                        Some(0) => span.quiet { "used up" },
                        Some(times) => (count(times as usize, "time", "times")),
                    } }
                    td { (console.button("/faults/remove", "Remove", &[("place", &place.to_string()), ("fault", rule.fault.name())])) }
                }
            } }
        }
    }
}

fn percent(rate: f64) -> String {
    format!("{} %", (rate * 1e6).round() / 1e4)
}

fn form(console: &Console, typed: &Posted, wrong: &Wrong) -> Markup {
    html! {
        form.fields method="post" action="/faults" data-still=[(wrong.rate.is_some() || wrong.times.is_some()).then_some("")] {
            (console.token())
            label { "What goes wrong"
                select name="fault" {
                    @for fault in Fault::ALL {
                        option value=(fault.name()) selected[fault.name() == typed.field("fault")] {
                            (explain::fault_name(fault)) ": " (explain::fault(fault))
                        }
                    }
                }
            }
            div.pair {
                (Field { name: "rate", label: "How often, in percent", typed: typed.field("rate"), mode: "decimal", wrong: wrong.rate, ..Field::default() }.show())
                (Field { name: "times", label: "At most so many times", typed: typed.field("times"), mode: "numeric", empty: "without end", wrong: wrong.times, ..Field::default() }.show())
            }
            (Field { name: "only", label: "Only for notifications of this name", typed: typed.field("only"), empty: "everything", ..Field::default() }.show())
            button.main type="submit" { "Add the rule" }
        }
    }
}
