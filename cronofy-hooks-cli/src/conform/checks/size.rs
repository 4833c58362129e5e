//! Large bodies, and bodies that are not what the service sends.

use serde_json::json;

use super::super::check::{CheckFuture, CheckTexts, CheckVerdict, ReceiverCheck, SIGNED};
use super::super::examination::Examination;
use super::super::probe::{Expected, Probe};
use super::super::signatures::signature;
use super::signature::WRONG;

/// Of an event with 1,500 attendees.
const LARGE: usize = 1_500;
const OVERSIZED: usize = 16 << 20;
const DEPTH: usize = 50_000;

pub(super) const CHECKS: &[ReceiverCheck] = &[
    ReceiverCheck::requests(
        CheckTexts {
            name: "large-body",
            sends: "A signed event trigger of about 200 KB, with 1,500 attendees; it is accepted.",
            why: "The service documents no limit, and a trigger has the whole event. Limits of some frameworks are as low \
                  as 100 KB.",
            change: "Allow bodies of 1 MiB on this path, in the framework and in the proxy before it.",
        },
        large,
    ),
    ReceiverCheck::steps(
        CheckTexts {
            name: "oversized-body",
            sends: "16 MiB with a wrong signature, which are refused, or the connection is closed; a signed `change` \
                    afterwards is accepted.",
            why: "Any sender can send large bodies before a signature is verified. The check shows that the receiver \
                  survives one; it does not show how much memory that took.",
            change: "Limit the size of bodies on this path: 1 MiB is ample.",
        },
        oversized,
    )
    .needs(&[SIGNED, WRONG])
    .alone(),
    ReceiverCheck::requests(
        CheckTexts {
            name: "malformed-body",
            sends: "Signed bodies that are empty, no JSON, not an object, or have fields of other types; none is \
                    answered with 5xx, and every one is answered.",
            why: "A 5xx means that the receiver failed where it should have refused, and asks for the same body again, \
                  for 24 hours.",
            change: "Catch the error of the parser, and answer 400; or acknowledge what you cannot read, and log it.",
        },
        malformed,
    ),
    ReceiverCheck::steps(
        CheckTexts {
            name: "deep-body",
            sends: "A signed body with 50,000 nested lists, which is not answered with 5xx; a signed `change` afterwards \
                    is accepted.",
            why: "A parser without a limit of depth overflows its stack, which ends some processes.",
            change: "Use a parser with a limit of depth, and answer 400.",
        },
        deep,
    )
    .alone(),
];

fn large(it: &Examination) -> Vec<Probe> {
    let mut body = it.sample("event_start");
    let attendee = |number| {
        json!({
            "email": format!("attendee.{number}@example.com"),
            "display_name": format!("Attendee number {number} of the large meeting"),
            "status": "needs_action",
        })
    };
    body["event"]["attendees"] = (0..LARGE).map(attendee).collect();
    let request = it.signed_json(&body).notification_id(&it.new_id()).attempt(1);
    vec![Probe::accepted("an event with 1,500 attendees", request)]
}

fn oversized(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move {
        let wrong = signature(&it.foreign, b"");
        let request = Examination::with_header(vec![b' '; OVERSIZED], &wrong);
        let large = it.send(Probe::new("16 MiB with a wrong signature", request, Expected::RefusedOrClosed)).await;
        CheckVerdict::of(vec![large, it.send(it.still_accepts()).await])
    })
}

fn malformed(it: &Examination) -> Vec<Probe> {
    let bodies: [(&str, &[u8]); 12] = [
        ("an empty body", b""),
        ("an unfinished body", b"{\"notification\":{\"type\":\"change\""),
        ("`null`", b"null"),
        ("a number", b"7"),
        ("a string", b"\"change\""),
        ("an empty list", b"[]"),
        ("an empty object", b"{}"),
        ("`notification` as null", b"{\"notification\":null}"),
        ("`notification` as a list", b"{\"notification\":[]}"),
        ("a type that is a number", b"{\"notification\":{\"type\":7}}"),
        ("a `change` without its fields", b"{\"notification\":{\"type\":\"change\"}}"),
        (
            "`interactions` as an object",
            b"{\"notification\":{\"type\":\"event_subscription\",\"interactions\":{}},\"event\":{}}",
        ),
    ];
    let probe = |(sent, body): (&str, &'static [u8])| Probe::new(sent, it.signed(body), Expected::NoFailure);
    bodies.into_iter().map(probe).collect()
}

fn deep(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move {
        let body = format!("{{\"notification\":{}{}}}", "[".repeat(DEPTH), "]".repeat(DEPTH));
        let deep = it.send(Probe::new("50,000 nested lists", it.signed(body), Expected::NoFailure)).await;
        CheckVerdict::of(vec![deep, it.send(it.still_accepts()).await])
    })
}
