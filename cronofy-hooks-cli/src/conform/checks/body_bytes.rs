//! The signature is over the bytes of the body as they arrive.

use cronofy_hooks_contract::text::spaced;
use serde_json::Value;

use super::super::check::{CheckFuture, CheckTexts, CheckVerdict, ReceiverCheck, SIGNED};
use super::super::examination::Examination;
use super::super::probe::{Expected, Probe, SentProbe};
use super::super::signatures::signature;
use super::signature::WRONG;

const AS_SENT: &str = "body-as-sent";
pub(super) const LETTERS: &str = "letters-beyond-ascii";

pub(super) const CHECKS: &[ReceiverCheck] = &[
    ReceiverCheck::requests(
        CheckTexts {
            name: AS_SENT,
            sends: "Bodies with spaces, with line breaks, with escaped letters, and with their fields in another order: \
                    accepted with the signature of these bytes, refused with that of the same JSON on one line.",
            why: "The service signs bytes, not JSON. The same JSON written differently has other bytes, so another \
                  signature.",
            change: "Read the body as bytes, verify those, and parse them afterwards. In a framework that parses bodies \
                     by itself, ask for the raw body on this path.",
        },
        as_sent,
    )
    .needs(&[SIGNED, WRONG]),
    ReceiverCheck::requests(
        CheckTexts {
            name: "trailing-newline",
            sends: "A signed body that ends with a line break, which is accepted; and one that had it added after it was \
                    signed, which is refused.",
            why: "A line break at the end belongs to the bytes that are signed.",
            change: "Do not trim the body before you verify it.",
        },
        trailing_newline,
    )
    .needs(&[SIGNED, AS_SENT]),
    ReceiverCheck::requests(
        CheckTexts {
            name: LETTERS,
            sends: "Signed bodies with accents, combining marks, symbols and emoji in UTF-8; all are accepted.",
            why: "The names and descriptions of events have letters of every language. A receiver that decodes the body \
                  in another encoding, or normalizes it, verifies other bytes.",
            change: "Verify the bytes, and decode them as UTF-8 afterwards.",
        },
        beyond_ascii,
    )
    .needs(&[SIGNED, AS_SENT]),
    ReceiverCheck::steps(
        CheckTexts {
            name: "bytes-not-text",
            sends: "A signed body that is not UTF-8; its answer differs from that to a wrong signature.",
            why: "A receiver that answers as if the signature were wrong has turned the body into text before it \
                  verified it: each invalid byte became another character. The service sends UTF-8; a proxy or a \
                  fault in between may not.",
            change: "Give the bytes of the request to the function that computes the HMAC, not a string made of them.",
        },
        bytes_not_text,
    )
    .needs(&[SIGNED, AS_SENT]),
    ReceiverCheck::steps(
        CheckTexts {
            name: "verify-before-parse",
            sends: "A body that is no JSON, with a wrong signature; it is answered as any other wrong signature.",
            why: "A receiver that parses first runs its parser on bytes of any sender, and its answer shows that \
                  sender what the parser found.",
            change: "Verify the signature before you look into the body.",
        },
        verify_first,
    )
    .needs(&[SIGNED, AS_SENT]),
];

/// Writes a body in a style.
type WriteBody = fn(&Value) -> String;

fn as_sent(it: &Examination) -> Vec<Probe> {
    let styles: [(&str, WriteBody); 4] = [
        ("with spaces between its tokens", |body| spaced(&body.to_string())),
        ("with line breaks and indentation", |body| format!("{body:#}")),
        ("with an escaped solidus and letters", |body| body.to_string().replace("/conform", r"\/c\u006Fnfo\u0072m")),
        ("with its last field first", reversed),
    ];
    let mut probes = Vec::new();
    for (style, write) in styles {
        let mut body = it.change();
        body["channel"]["callback_url"] = "https://example.com/conform".into();
        let (compact, written) = (body.to_string(), write(&body));
        probes.push(Probe::accepted(format!("a body {style}"), it.signed(written.clone())));
        let header = signature(it.secret(), compact.as_bytes());
        let sent = format!("a body {style}, with the signature of the same on one line");
        probes.push(Probe::refused(sent, Examination::with_header(written, &header)));
    }
    probes
}

/// An object with its fields in the opposite order.
fn reversed(body: &Value) -> String {
    let fields = body.as_object().into_iter().flatten().rev().map(|(key, value)| (key.clone(), value.clone()));
    Value::Object(fields.collect()).to_string()
}

fn trailing_newline(it: &Examination) -> Vec<Probe> {
    let bare = it.change().to_string();
    let header = signature(it.secret(), bare.as_bytes());
    let ended = format!("{}\n", it.change());
    vec![
        Probe::accepted("a signed body that ends with a line break", it.signed(ended)),
        Probe::accepted("a signed body that ends with CR and LF", it.signed(format!("{}\r\n", it.change()))),
        Probe::refused(
            "a line break that was added after signing",
            Examination::with_header(format!("{bare}\n"), &header),
        ),
    ]
}

fn beyond_ascii(it: &Examination) -> Vec<Probe> {
    let texts = [
        ("accents", "Réunion à Zürich"),
        ("combining marks", "Re\u{301}union a\u{300} Zu\u{308}rich"),
        ("symbols and emoji", "☕ 会議 🗓️ שלום"),
        ("line separators", "a\u{2028}b\u{2029}c"),
    ];
    let probe = |(letters, text): (&str, &str)| {
        let mut body = it.sample("conferencing_assigned");
        body["event"]["summary"] = text.into();
        Probe::accepted(format!("a summary with {letters}"), it.signed_json(&body))
    };
    texts.into_iter().map(probe).collect()
}

/// A body that is no JSON, and one that in addition is no text.
const NOT_JSON: &[u8] = b"{\"notification\":{\"type\":\"change\"";
const NOT_TEXT: &[u8] = b"{\"notification\":{\"type\":\"\xff\xfechange\"";

/// The statuses of a wrong signature, and of a signed body that is no JSON. As long as they are the same, no answer
/// shows what the receiver thinks of a signature.
async fn references(it: &Examination) -> Result<(u16, Vec<SentProbe>), CheckVerdict> {
    let body = it.change().to_string();
    let wrong = signature(&it.foreign, body.as_bytes());
    let wrong = Probe::refused("a wrong signature", Examination::with_header(body, &wrong));
    let not_json = Probe::new("a signed body that is no JSON", it.signed(NOT_JSON), Expected::NoFailure);
    let sent = it.send_all(vec![wrong, not_json]).await;
    match [sent[0].reply.status(), sent[1].reply.status()] {
        [Some(wrong), not_json] if not_json != Some(wrong) => Ok((wrong, sent.into_iter().take(1).collect())),
        _ => {
            let note = "the receiver answers a wrong signature and a signed body that is no JSON alike";
            Err(CheckVerdict::not_observable(sent, note))
        }
    }
}

fn bytes_not_text(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move {
        let (wrong, mut sent) = match references(it).await {
            Ok(references) => references,
            Err(verdict) => return verdict,
        };
        let probe = Probe::new("a signed body that is not UTF-8", it.signed(NOT_TEXT), Expected::OtherThan(wrong));
        sent.push(it.send(probe).await);
        CheckVerdict::of(sent)
    })
}

fn verify_first(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move {
        let (wrong, mut sent) = match references(it).await {
            Ok(references) => references,
            Err(verdict) => return verdict,
        };
        let header = signature(&it.foreign, NOT_JSON);
        let request = Examination::with_header(NOT_JSON, &header);
        sent.push(it.send(Probe::new("no JSON, with a wrong signature", request, Expected::Status(wrong))).await);
        CheckVerdict::of(sent)
    })
}
