//! What a receiver has to compute, for a delivery if one is named; and a pasted request: whether its signature matches,
//! and what changed on the way if not.

use axum::extract::{Query, State};
use axum::response::Response;
use cronofy_hooks_verify::{CapturedRequest, ComputedSignature, SecretTexts, SignatureReport};
use http::HeaderMap;
use maud::{Markup, html};
use serde::Deserialize;

use super::attempt_file;
use super::snippet::{RECEIVERS, Snippet};
use super::status::{remarks, sentence, with_code};
use crate::console::{BadgeTone, Console, ConsoleView, FormField, FormFields, badge, head, pretty};
use crate::world::model::{Attempt, Delivery, World};

/// The attempt whose request is verified.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct VerifyQuery {
    #[serde(default)]
    delivery: String,
    #[serde(default)]
    attempt: String,
}

impl VerifyQuery {
    fn find<'w>(&self, world: &'w World) -> Option<(&'w Delivery, &'w Attempt)> {
        let delivery = world.deliveries.get(&self.delivery.parse().ok()?)?;
        let number = self.attempt.parse::<u32>().ok()?;
        Some((delivery, delivery.attempts.iter().find(|it| it.number == number)?))
    }
}

/// The page that verifies the request of an attempt.
pub(super) fn path(delivery: &Delivery, attempt: &Attempt) -> String {
    format!("/verify?delivery={}&attempt={}", delivery.number, attempt.number)
}

/// What the page shows besides the form.
#[derive(Default)]
struct Findings {
    requests: Vec<CheckedRequest>,
    computed: Option<ComputedSignature>,
}

/// What was read, and what the check found.
struct CheckedRequest {
    format: &'static str,
    body: String,
    report: SignatureReport,
}

/// `GET /verify`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap, query: Query<VerifyQuery>) -> Response {
    show(&console, &headers, &query, &FormFields::default(), &Findings::default())
}

/// `POST /verify`: checks what was pasted: a request, or the signature that the application computed for a delivery.
/// Neither that nor the secret is kept.
pub(crate) async fn check(State(console): State<Console>, headers: HeaderMap, mut posted: FormFields) -> Response {
    let query =
        VerifyQuery { delivery: posted.field("delivery").to_owned(), attempt: posted.field("attempt").to_owned() };
    if !query.delivery.is_empty() {
        let computed = posted.field("computed").to_owned();
        let empty = computed.trim().is_empty().then_some("Paste the signature that your application computes.");
        posted.reject("computed", empty);
        let computed = posted.is_valid().then(|| console.shared.read(|world| compare(world, &query, &computed)));
        let findings = Findings { computed: computed.flatten(), ..Findings::default() };
        return show(&console, &headers, &query, &posted, &findings);
    }
    let secrets = match posted.filled("secret") {
        Some(secret) => SecretTexts::new([secret]),
        None => SecretTexts::new(console.shared.read(|world| world.application.client_secrets.clone())),
    };
    // A browser sends each line break of a text area as two bytes.
    let pasted = posted.field("request").replace("\r\n", "\n");
    let checked = check_all(&pasted, &secrets);
    posted.reject("request", checked.as_ref().err());
    let findings = Findings { requests: checked.unwrap_or_default(), ..Findings::default() };
    show(&console, &headers, &query, &posted, &findings)
}

fn compare(world: &World, query: &VerifyQuery, computed: &str) -> Option<ComputedSignature> {
    let (delivery, attempt) = query.find(world)?;
    let secrets = SecretTexts::new(world.application.client_secrets.clone());
    Some(ComputedSignature::of(computed, delivery.request(attempt).body.as_bytes(), &secrets))
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

fn show(
    console: &Console,
    headers: &HeaderMap,
    query: &VerifyQuery,
    values: &FormFields,
    findings: &Findings,
) -> Response {
    let Findings { requests, computed } = findings;
    let is_answer = !requests.is_empty() || computed.is_some() || !values.is_valid();
    let still = is_answer.then_some("");
    // The secret is not shown again.
    let secret = FormFields::default();
    let (is_found, to_compute) = console.shared.read(|world| {
        let sent = query.find(world);
        (sent.is_some(), to_compute(world, sent))
    });
    let content = html! {
        (head("Verify a request", &html! {
            "What your application has to compute to accept a request, and why it may refuse one."
        }))
        @if !is_found && !query.delivery.is_empty() {
            p.message.bad { "The sandbox has no such attempt any more. It keeps the newest deliveries only." }
        }
        @for it in requests { (result(it)) }
        @if let Some(computed) = computed { (finding(computed)) }
        (to_compute)
        @if is_found { (computed_form(console, query, values, still)) }
        section.panel aria-labelledby="paste" {
            h2 id="paste" { "Check a request that arrived" }
            p {
                "Paste a request that your application refused, as it was saved: HTTP text, the output of "
                code { "curl -v" } " with its command, a cURL command, a HAR file, or JSON with headers and a body."
            }
            form.fields method="post" action="/verify" data-still=[still] {
                (console.token())
                (FormField { name: "request", label: "Request", ..FormField::default() }.show_tall(values))
                (FormField {
                    name: "secret", label: "Client secret", empty: "that of this sandbox",
                    hint: "It is used for this check, and neither kept nor shown.", ..FormField::default()
                }.show_as(&secret, "secret", "password"))
                button.main type="submit" { "Verify" }
                p.quiet {
                    "A browser changes line breaks, and a copy may lose bytes. " code { (console.program) " verify FILE" }
                    " does the same with a file."
                }
            }
        }
    };
    console.page(headers, ConsoleView::Connect, "Verify", &content)
}

/// The steps of a receiver, with the values of a request that was sent.
fn to_compute(world: &World, sent: Option<(&Delivery, &Attempt)>) -> Markup {
    html! {
        section.panel aria-labelledby="compute" {
            h2 id="compute" {
                @match sent {
                    Some((delivery, _)) => { "What to compute for " a href=(format!("/deliveries/{}", delivery.number)) { "delivery " (delivery.number) } },
                    None => "What to compute",
                }
            }
            ol {
                li { "Read the bytes of the body as they arrived, before anything parses them." }
                li { "Compute HMAC-SHA256 of these bytes; the key is the client secret, as it is written." }
                li { "Encode the 32 bytes as standard base64: 44 characters that end with " code { "=" } "." }
                li {
                    "Compare the result in constant time with each value of the header " code { "Cronofy-HMAC-SHA256" }
                    ", where commas separate them: one for each active client secret. Accept the request if one is equal."
                }
            }
            @if let Some((delivery, attempt)) = sent { (values(world, delivery, attempt)) }
        }
    }
}

fn values(world: &World, delivery: &Delivery, attempt: &Attempt) -> Markup {
    let outgoing = delivery.request(attempt);
    let secrets = SecretTexts::new(world.application.client_secrets.clone()).each().unwrap_or_default();
    let signatures = secrets.iter().map(|it| it.sign(outgoing.body.as_bytes()));
    let signatures: Vec<_> = signatures.map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned()).collect();
    html! {
        dl.facts.headers {
            div { dt { "Bytes of the body" } dd {
                (outgoing.body.len()) " "
                a href=(attempt_file::path(delivery, attempt, attempt_file::BODY)) data-copy { "Copy body" }
            } }
            div { dt { "Header that was sent" } dd { code { (attempt.signature) } (remarks(world, delivery, attempt)) } }
            @for (signature, number) in signatures.iter().zip(1..) {
                div {
                    dt { "Your application must get" @if signatures.len() > 1 { ", with client secret " (number) } }
                    dd { code id=(format!("expected-{number}")) { (signature) } }
                }
            }
        }
    }
}

/// Asks for the signature that the application computes: it shows what the application does wrong.
fn computed_form(console: &Console, query: &VerifyQuery, values: &FormFields, still: Option<&str>) -> Markup {
    html! {
        section.panel aria-labelledby="computed-form" {
            h2 id="computed-form" { "What does your application compute?" }
            p {
                "Let it print the signature that it compares with the header:"
                @for (line, index) in RECEIVERS.iter().filter_map(Snippet::prints_computed).zip(0..) { @if index > 0 { "," } " " code { (line) } }
                ". The programs of " a href="/connect" { "Connect" } " print it when they refuse a request. "
                "That is harmless in your own terminal. In production, do not log it: with the signature of a body, anyone can send that body as the service."
            }
            form.fields method="post" action="/verify" data-still=[still] {
                (console.token())
                input type="hidden" name="delivery" value=(query.delivery);
                input type="hidden" name="attempt" value=(query.attempt);
                (FormField {
                    name: "computed", label: "Signature",
                    hint: "What it prints for this request. Resend the delivery if it has not printed it.",
                    ..FormField::default()
                }.show(values))
                button.main type="submit" { "Find the difference" }
            }
        }
    }
}

fn finding(computed: &ComputedSignature) -> Markup {
    let (tone, label) = if computed.is_right() { (BadgeTone::Good, "right") } else { (BadgeTone::Bad, "differs") };
    html! {
        section.panel.verified aria-label="Result" {
            h2 { (badge(tone, label)) }
            p { strong { (with_code(&sentence(computed.finding()))) } }
            p { (computed.help()) }
        }
    }
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
