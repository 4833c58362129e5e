//! What was done in this sandbox, as a file that does it again.

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use cronofy_hooks_contract::text::counted;
use http::HeaderMap;
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use maud::{Markup, html};

use super::saved::SavedQuery;
use crate::console::{Console, ConsoleView, head};
use crate::control::RecordedScenario;
use crate::personal_data::PersonalData;

const FILE: &str = "/scenario/scenario.yaml";

/// `GET /scenario`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    // As it is saved unless something else is asked for.
    let (recorded, has_own_secret) = console
        .shared
        .read(|world| (RecordedScenario::of(world, PersonalData::Hidden), world.public_secret().is_none()));
    let content = html! {
        (head("Scenario", &html! {
            "What you, your application and the control API did in this sandbox, as a file: a bug report, or a test. It \
             begins as this sandbox began, does the same at the same times, and expects the same deliveries."
        }))
        @match &recorded {
            None => p.empty {
                "This sandbox continues from a state file without a recording, so its beginning is not known. Start it \
                 without " code { "--state" } ", or with a new file."
            },
            Some(recorded) if recorded.done == 0 => p.empty {
                "Nothing was done yet. " a href="/calendar/new" { "Create an event" } ", "
                a href="/trigger" { "trigger a notification" } " or move the " a href="/clock" { "clock" } "."
            },
            Some(recorded) => (recording(recorded, &console.program, has_own_secret)),
        }
    };
    console.page(&headers, ConsoleView::Scenario, "Scenario", &content)
}

/// `GET /scenario/scenario.yaml`
pub(crate) async fn file(State(console): State<Console>, query: Query<SavedQuery>) -> Response {
    match console.shared.read(|world| RecordedScenario::of(world, query.personal)) {
        Some(recorded) => {
            let headers =
                [(CONTENT_TYPE, "application/yaml"), (CONTENT_DISPOSITION, "attachment; filename=\"scenario.yaml\"")];
            (headers, recorded.to_yaml()).into_response()
        }
        None => (StatusCode::NOT_FOUND, "The beginning of this sandbox was not recorded.\n").into_response(),
    }
}

fn recording(recorded: &RecordedScenario, program: &str, has_own_secret: bool) -> Markup {
    // This sandbox has the usual port, and may have another secret than a sandbox has unless one is set.
    let secret = if has_own_secret { " --secret-env CRONOFY_CLIENT_SECRET" } else { "" };
    html! {
        form.buttons method="get" action=(FILE) {
            button.main type="submit" { "Save what I did" }
            button type="button" data-copies="yaml" { "Copy the file" }
            label.check { input type="checkbox" name="personal" value=(PersonalData::Shown.word()); " With personal data" }
        }
        p.hint {
            "Unless you ask for personal data, stand-ins such as " code { "person1@example.com" } " and " code { "Event 1" }
            " take its place, and the scenario plays as it does with it."
        }
        @if recorded.failed > 0 { (failed(recorded.failed)) }
        @for gap in &recorded.gaps { p.message.bad { (gap) } }
        @if !recorded.gaps.is_empty() { p.quiet { "After this the file has no expectations, and ids may differ." } }
        section.panel aria-labelledby="play" {
            h2 id="play" { "Play it" }
            p { "In the folder of the file, while your application runs" @if has_own_secret { " and " code { "CRONOFY_CLIENT_SECRET" } " has its client secret" } ":" }
            pre id="command" tabindex="0" role="region" aria-label="Command" { (program) " sandbox play scenario.yaml --port 0" (secret) }
            p.buttons { button type="button" data-copies="command" { "Copy the command" } }
            p.quiet { "It plays on a sandbox of its own, beside this one, and stops where something differs. If your application is at \
                another URL, add " code.whole { "--application URL" } ". Change the file as you like: the steps are those of the control API, and "
                a href="/sandbox/openapi.json" { "openapi.json" } " describes them." }
        }
        section aria-labelledby="file" {
            h2 id="file" { "The file " span.quiet { (recorded.counted()) } }
            pre id="yaml" tabindex="0" role="region" aria-label="YAML" { (recorded.to_yaml()) }
        }
    }
}

/// That the application was down or answered with errors, which no step repeats.
fn failed(count: usize) -> Markup {
    html! {
        p.message.waiting {
            "Your application failed " (counted(count as u64, "delivery", "deliveries")) " that no " a href="/faults" { "fault rule" }
            " made fail: it was down, or answered with an error. That is not in the file, so the file expects what an application \
             that works does, and comments say where. To have failures in the file, add fault rules such as "
            em { "drop" } " in the place of stopping your application."
        }
    }
}
