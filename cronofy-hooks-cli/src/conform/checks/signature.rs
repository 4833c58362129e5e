//! Which signatures are accepted, and which are refused.

use std::time::Duration;

use cronofy_hooks::SIGNATURE_HEADER;
use cronofy_hooks::send::DeliveryRequest;

use cronofy_hooks_contract::text::counted;

use super::super::check::{CheckFuture, CheckTexts, CheckVerdict, ReceiverCheck, SIGNED};
use super::super::examination::Examination;
use super::super::probe::{Expected, Probe, SentProbe};
use super::super::signatures::{differs_in_url_alphabet, other_spellings, signature};
use super::timing::NOTIFICATION_DEADLINE_CHECK;

/// Without it, checks of refused requests would only show that none is refused.
pub(super) const WRONG: &str = "wrong-signature";
const POSITION: &str = "signature-position";

pub(super) const CHECKS: &[ReceiverCheck] = &[
    ReceiverCheck::requests(
        CheckTexts {
            name: "missing-signature",
            sends: "A `change` without the signature header, and one with an empty header; both are refused.",
            why: "A receiver that only verifies a signature which is there accepts everything without one.",
            change: "Answer 401 when the header Cronofy-HMAC-SHA256 is missing or empty, before anything reads it.",
        },
        missing,
    ),
    ReceiverCheck::requests(
        CheckTexts {
            name: WRONG,
            sends: "Signatures with another secret, of a body that differs in one byte, of zeros, and text that is no \
                    signature; all are refused.",
            why: "The signature is all that distinguishes the service from any other sender.",
            change: "Compute the HMAC-SHA256 of the body with the client secret, and answer 401 unless a value of the \
                     header is equal to its base64.",
        },
        wrong,
    ),
    ReceiverCheck::requests(
        CheckTexts {
            name: POSITION,
            sends: "The right signature at each place of a header with two and with three values; all are accepted.",
            why: "An application that rotates its client secret has two for a while. The service then signs with both, \
                  and separates the signatures by commas.",
            change: "Split the header at commas, and accept the request if any value matches.",
        },
        positions,
    ),
    ReceiverCheck::requests(
        CheckTexts {
            name: "signature-spaces",
            sends: "The right signature beside another one, with spaces around the comma; both are accepted.",
            why: "HTTP allows spaces around the commas of a list, and a proxy that joins header lines writes them. The \
                  examples of the documentation have none.",
            change: "Remove white space around each value before you compare it.",
        },
        spaces,
    )
    .needs(&[SIGNED, POSITION]),
    ReceiverCheck::steps(
        CheckTexts {
            name: "secret-rotation",
            sends: "A `change` signed with each of the receiver's secrets alone, and with both in either order; all are \
                    accepted.",
            why: "While a secret is replaced, notifications arrive that are signed with the old one, the new one, and \
                  both.",
            change: "Let the receiver take several secrets, and accept a signature made with any of them.",
        },
        rotation,
    )
    .needs(&[SIGNED, POSITION]),
    ReceiverCheck::requests(
        CheckTexts {
            name: "signature-spelling",
            sends: "The right digest in the base64 alphabet for URLs, in hexadecimal, and without padding; all are \
                    refused.",
            why: "The service writes standard base64 with padding. A receiver that takes other spellings decodes \
                  leniently: one delivery then has many signatures, and other text may decode to the same bytes. That \
                  alone lets no one forge a signature.",
            change: "Compare the text of each value with the base64 of the digest in constant time, or decode strictly.",
        },
        spellings,
    )
    .needs(&[SIGNED, WRONG]),
    ReceiverCheck::requests(
        CheckTexts {
            name: "empty-secret",
            sends: "A signature made with the empty secret; it is refused.",
            why: "A secret that is empty, such as an environment variable that is not set or the rest of a list after \
                  its last comma, lets every sender sign.",
            change: "Refuse to start with an empty secret, and drop empty entries of a list.",
        },
        empty_secret,
    )
    .needs(&[SIGNED, WRONG]),
    ReceiverCheck::steps(
        CheckTexts {
            name: "long-signature-header",
            sends: "A body of 256 KiB with one wrong value in its header, and with 170, at least five times each; the long \
                    header takes about as long as the short one.",
            why: "A receiver that hashes the body once for each value hashes 43 MB for an unsigned request of 256 KiB. \
                  The check compares the shortest times; it does not show whether the number of values has a limit.",
            change: "Compute the digest once for each of your secrets, and compare all values with it.",
        },
        long_header,
    )
    .needs(&[SIGNED, NOTIFICATION_DEADLINE_CHECK, WRONG])
    .alone(),
];

fn missing(it: &Examination) -> Vec<Probe> {
    let body = || it.change().to_string();
    vec![
        Probe::refused("no signature header", DeliveryRequest::body(body())),
        Probe::refused("an empty signature header", Examination::with_header(body(), "")),
    ]
}

fn wrong(it: &Examination) -> Vec<Probe> {
    let body = it.change().to_string();
    let longer = format!("{body} ");
    let foreign = signature(&it.foreign, body.as_bytes());
    let header = |sent, header: &str| Probe::refused(sent, Examination::with_header(body.clone(), header));
    vec![
        header("a signature with another secret", &foreign),
        header("the signature of the body with one byte more", &signature(it.secret(), longer.as_bytes())),
        header("a signature of zeros", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        header("text that is no signature", "not a signature"),
        header("two signatures with other secrets", &format!("{foreign},{foreign}")),
    ]
}

fn positions(it: &Examination) -> Vec<Probe> {
    let places: [(&str, &[bool]); 5] = [
        ("first of two", &[true, false]),
        ("second of two", &[false, true]),
        ("first of three", &[true, false, false]),
        ("second of three", &[false, true, false]),
        ("third of three", &[false, false, true]),
    ];
    let mut probes: Vec<Probe> = places
        .into_iter()
        .map(|(place, values)| {
            let body = it.change().to_string();
            let values =
                values.iter().map(|own| signature(if *own { it.secret() } else { &it.foreign }, body.as_bytes()));
            let header = values.collect::<Vec<_>>().join(",");
            Probe::accepted(format!("the right signature {place}"), Examination::with_header(body, &header))
        })
        .collect();
    let body = it.change().to_string();
    let header = format!("something-else,{}", signature(it.secret(), body.as_bytes()));
    let sent = "the right signature after text that is no signature";
    probes.push(Probe::accepted(sent, Examination::with_header(body, &header)));
    probes
}

fn spaces(it: &Examination) -> Vec<Probe> {
    let probe = |sent, header: fn(&str, &str) -> String| {
        let body = it.change().to_string();
        let (own, other) = (signature(it.secret(), body.as_bytes()), signature(&it.foreign, body.as_bytes()));
        Probe::accepted(sent, Examination::with_header(body, &header(&own, &other)))
    };
    vec![
        probe("the right signature after a comma and a space", |own, other| format!("{other}, {own}")),
        probe("the right signature before a space and a comma", |own, other| format!("{own} , {other}")),
    ]
}

fn rotation(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move {
        let [old, new, ..] = &*it.secrets else {
            let note = "one secret was given; give both of a receiver that has two, separated by a comma";
            return CheckVerdict::not_observable(Vec::new(), note);
        };
        let signed = |sent, header: &dyn Fn(&str, &str) -> String| {
            let body = it.change().to_string();
            let header = header(&signature(old, body.as_bytes()), &signature(new, body.as_bytes()));
            Probe::accepted(sent, Examination::with_header(body, &header))
        };
        let probes = vec![
            signed("the signature with the first secret", &|old, _| old.to_owned()),
            signed("the signature with the second secret", &|_, new| new.to_owned()),
            signed("the signatures with the first and the second", &|old, new| format!("{old},{new}")),
            signed("the signatures with the second and the first", &|old, new| format!("{new},{old}")),
        ];
        CheckVerdict::of(it.send_all(probes).await)
    })
}

fn spellings(it: &Examination) -> Vec<Probe> {
    // About one digest in four has no letter that the alphabets differ in.
    let mut body = it.change().to_string();
    while !differs_in_url_alphabet(&signature(it.secret(), body.as_bytes())) {
        body = it.change().to_string();
    }
    let spellings = other_spellings(&signature(it.secret(), body.as_bytes()));
    let probe = |(spelling, value): (&str, String)| {
        Probe::refused(format!("the right digest {spelling}"), Examination::with_header(body.clone(), &value))
    };
    spellings.into_iter().map(probe).collect()
}

fn empty_secret(it: &Examination) -> Vec<Probe> {
    let body = it.change().to_string();
    let header = signature(&it.empty, body.as_bytes());
    vec![Probe::refused("a signature with the empty secret", Examination::with_header(body, &header))]
}

/// The header has about 7,600 bytes: common servers take 8 KiB.
const MANY_VALUES: usize = 170;
const REPETITIONS: usize = 5;
/// The most repetitions, if the long header seems to take longer: another program may have taken the processor.
const MOST_REPETITIONS: usize = 15;
/// Hashing it takes a fast machine about a sixth of a millisecond, and 170 times 25.
const HASHED: usize = 256 << 10;

fn long_header(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move {
        let body = it.signed(padded(it, HASHED));
        let wrong = signature(&it.foreign, b"");
        let mut shortest: [Option<SentProbe>; 2] = [None, None];
        let mut is_constant = false;
        for repetition in 1..=MOST_REPETITIONS {
            for (values, shortest) in [1, MANY_VALUES].into_iter().zip(&mut shortest) {
                let values_in_words = counted(values as u64, "wrong value", "wrong values");
                let sent = format!("256 KiB with {values_in_words} in the header; the shortest time");
                let header = vec![&*wrong; values].join(",");
                let request = body.clone().header(SIGNATURE_HEADER, &header);
                let sent = it.send_now(Probe::new(sent, request, Expected::RefusedOrClosed)).await;
                if shortest.as_ref().is_none_or(|shortest| sent.reply.took < shortest.reply.took) {
                    *shortest = Some(sent);
                }
            }
            is_constant = match &shortest {
                [Some(short), Some(long)] => long.reply.took <= short.reply.took * MOST_TIMES + MARGIN,
                _ => false,
            };
            if is_constant && repetition >= REPETITIONS {
                break;
            }
        }
        let probes: Vec<SentProbe> = shortest.into_iter().flatten().collect();
        if probes.iter().any(|probe| probe.reply.status() == Some(413)) {
            return CheckVerdict::not_observable(probes, "the receiver does not read bodies of this size");
        }
        let is_right = probes.iter().all(SentProbe::is_right);
        let note = (!is_constant).then(|| "the time grows with the number of values in the header".to_owned());
        CheckVerdict::judged(is_right && is_constant, probes, note)
    })
}

/// The long header may take this many times as long, plus the margin. Beyond that, the work grows with the header.
const MOST_TIMES: u32 = 3;
const MARGIN: Duration = Duration::from_millis(10);

/// A `change` of about this many bytes.
fn padded(it: &Examination, bytes: usize) -> String {
    let mut body = it.change();
    body["channel"]["note"] = "x".repeat(bytes).into();
    body.to_string()
}
