//! A pasted request: whether its signature matches, and what changed on the way if not.

use axum::extract::State;
use axum::response::Response;
use cronofy_hooks_verify::{CapturedRequest, SecretTexts, SignatureReport};
use http::HeaderMap;
use maud::{Markup, html};

use super::status::sentence;
use crate::console::{BadgeTone, Console, ConsoleView, FormField, FormFields, badge, head, pretty};

/// What was read, and what the check found.
struct CheckedRequest {
    format: &'static str,
    body: String,
    report: SignatureReport,
}

/// `GET /verify`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    show(&console, &headers, &FormFields::default(), &[])
}

/// `POST /verify`: checks what was pasted. Neither the request nor the secret is kept.
pub(crate) async fn check(State(console): State<Console>, headers: HeaderMap, mut posted: FormFields) -> Response {
    let secrets = match posted.filled("secret") {
        Some(secret) => SecretTexts::new([secret]),
        None => SecretTexts::new(console.shared.read(|world| world.application.client_secrets.clone())),
    };
    // A browser sends each line break of a text area as two bytes.
    let pasted = posted.field("request").replace("\r\n", "\n");
    let checked = check_all(&pasted, &secrets);
    posted.reject("request", checked.as_ref().err());
    show(&console, &headers, &posted, &checked.unwrap_or_default())
}

/// Checks each signed request of a text, or the first one if none is signed.
fn check_all(pasted: &str, secrets: &SecretTexts) -> Result<Vec<CheckedRequest>, String> {
    if pasted.trim().is_empty() {
        return Err("Paste a request.".to_owned());
    }
    let mut requests = CapturedRequest::read(pasted.as_bytes()).map_err(|error| sentence(&error.to_string()))?;
    if requests.iter().any(CapturedRequest::is_signed) {
        requests.retain(CapturedRequest::is_signed);
    } else {
        requests.truncate(1);
    }
    let checked = requests.iter().map(|request| {
        let report = SignatureReport::of(request, secrets).map_err(|reason| sentence(&reason))?;
        let body = String::from_utf8_lossy(request.body().unwrap_or_default()).into_owned();
        Ok(CheckedRequest { format: request.format().describe(), body, report })
    });
    checked.collect()
}

fn show(console: &Console, headers: &HeaderMap, values: &FormFields, checked: &[CheckedRequest]) -> Response {
    let is_answer = !checked.is_empty() || !values.is_valid();
    // The secret is not shown again.
    let secret = FormFields::default();
    let content = html! {
        (head("Verify a request", &html! {
            "Paste a request that your application refused, as it was saved: HTTP text, the output of " code { "curl -v" }
            " with its command, a cURL command, a HAR file, or JSON with headers and a body."
        }))
        @for it in checked { (result(it)) }
        form.fields.panel method="post" action="/verify" data-still=[is_answer.then_some("")] {
            (console.token())
            (FormField { name: "request", label: "Request", ..FormField::default() }.show_tall(values))
            (FormField {
                name: "secret", label: "Client secret", empty: "that of this sandbox",
                hint: "It is used for this check, and neither kept nor shown.", ..FormField::default()
            }.show_as(&secret, "secret", "password"))
            button.main type="submit" { "Verify" }
        }
        p.quiet {
            "A browser changes line breaks, and a copy may lose bytes. " code { "cronofy-hooks verify FILE" }
            " does the same with a file."
        }
    };
    console.page(headers, ConsoleView::Connect, "Verify", &content)
}

fn result(CheckedRequest { format, body, report }: &CheckedRequest) -> Markup {
    let (tone, label) =
        if report.matches() { (BadgeTone::Good, "matches") } else { (BadgeTone::Bad, "does not match") };
    html! {
        section.panel.verified aria-label="Result" {
            h2 { (badge(tone, label)) }
            @match report.reason() {
                None => p { (sentence(&report.verdict())) },
                Some((reason, help)) => {
                    p { (sentence(reason)) }
                    p { (sentence(help)) }
                },
            }
            @for note in report.notes() { p.quiet { (sentence(note)) } }
            p.quiet { "Read as " (format) "; the body has " (body.len()) " bytes." }
            (pretty(body, "Body of the request"))
        }
    }
}
