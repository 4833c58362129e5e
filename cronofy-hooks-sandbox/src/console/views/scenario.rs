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
    let recorded = console.shared.read(|world| RecordedScenario::of(world, PersonalData::Hidden));
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
            Some(recorded) if recorded.steps == 0 => p.empty {
                "Nothing was done yet. " a href="/calendar/new" { "Create an event" } ", "
                a href="/trigger" { "trigger a notification" } " or move the " a href="/clock" { "clock" } "."
            },
            Some(recorded) => (recording(recorded)),
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

fn recording(recorded: &RecordedScenario) -> Markup {
    html! {
        form.buttons method="get" action=(FILE) {
            button.main type="submit" { "Save what I did" }
            button type="button" data-copies="yaml" { "Copy" }
            label.check { input type="checkbox" name="personal" value=(PersonalData::Shown.word()); " With personal data" }
        }
        p.hint {
            "Unless you ask for personal data, stand-ins such as " code { "person1@example.com" } " and " code { "Event 1" }
            " take its place, and the scenario plays as it does with it."
        }
        @for gap in &recorded.gaps { p.message.bad { (gap) } }
        @if !recorded.gaps.is_empty() { p.quiet { "After this the file has no expectations, and ids may differ." } }
        section.panel aria-labelledby="play" {
            h2 id="play" { "Play it" }
            p { "On any machine, with your application at its URL:" }
            pre tabindex="0" role="region" aria-label="Command" { "cronofy-hooks sandbox play scenario.yaml --application http://127.0.0.1:3000/cronofy" }
            p.quiet { "It plays on a sandbox of its own, and stops where a delivery differs. Change the file as you like: "
                "the steps are those of the control API, and " a href="/sandbox/openapi.json" { "openapi.json" } " describes them." }
        }
        section aria-labelledby="file" {
            h2 id="file" { "The file " span.quiet { (counted(recorded.steps as u64, "step", "steps")) } }
            pre id="yaml" tabindex="0" role="region" aria-label="YAML" { (recorded.to_yaml()) }
        }
    }
}
