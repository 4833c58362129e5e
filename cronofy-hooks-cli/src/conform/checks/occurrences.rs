//! Several occurrences in one body, and one delivery several times.

use std::io;

use cronofy_hooks::send::DeliveryRequest;
use serde_json::{Value, json};

use super::super::check::{CheckFuture, CheckTexts, CheckVerdict, ReceiverCheck, SIGNED};
use super::super::examination::Examination;
use super::super::observe::{handled, settled};
use super::super::probe::{Probe, SentProbe};

pub(super) const SEVERAL: &str = "several-occurrences";
const WITH_ID: &str = "repeat-with-id";

pub(super) const CHECKS: &[ReceiverCheck] = &[
    ReceiverCheck::requests(
        CheckTexts {
            name: SEVERAL,
            sends: "Bodies with two interactions, with two transitions, and with an empty list; all are accepted.",
            why: "`interactions` and `transitions` are lists: one delivery may report several things.",
            change: "Go through the list, and do not require that it has exactly one element.",
        },
        several,
    ),
    ReceiverCheck::steps(
        CheckTexts {
            name: "every-occurrence",
            sends: "A body with two interactions; the number at `--observe` grows by two.",
            why: "A receiver that only takes the first element loses the others, and answers 2xx all the same.",
            change: "Handle each element of `interactions` and `transitions`.",
        },
        every,
    )
    .needs(&[SIGNED, SEVERAL])
    .alone(),
    ReceiverCheck::steps(
        CheckTexts {
            name: WITH_ID,
            sends: "An event trigger three times with one Cronofy-Notification-ID and a growing attempt; all are \
                    accepted.",
            why: "The service delivers at least once. A repeat that is answered with a failure is sent again and again.",
            change: "Answer 2xx to a delivery that you already have.",
        },
        repeat_with_id,
    ),
    ReceiverCheck::steps(
        CheckTexts {
            name: "repeat-without-id",
            sends: "A `change` with the same bytes three times, without an id; all are accepted.",
            why: "The service documents the id for event triggers only. Two changes within a second may have the same \
                  bytes, and a repeat always has.",
            change: "Do not require an id, and answer 2xx to bytes that you have seen before.",
        },
        repeat_without_id,
    ),
    ReceiverCheck::steps(
        CheckTexts {
            name: "repeat-handled-once",
            sends: "An event trigger three times with one Cronofy-Notification-ID; the number at `--observe` grows by \
                    one.",
            why: "A repeat means that an answer was lost, not that the event began again.",
            change: "Keep the ids that you have handled, and ignore a delivery whose id is among them.",
        },
        handled_once,
    )
    .needs(&[SIGNED, WITH_ID])
    .alone(),
];

fn several(it: &Examination) -> Vec<Probe> {
    let mut none = two_interactions(it);
    none["notification"]["interactions"] = json!([]);
    let mut transitions = it.sample("event_start");
    transitions["notification"]["transitions"] = json!([{ "type": "event_start" }, { "type": "event_end" }]);
    vec![
        Probe::accepted("two interactions in one body", it.signed_json(&two_interactions(it))),
        Probe::accepted("two transitions in one body", trigger(it, &transitions, &it.new_id(), 1)),
        Probe::accepted("an empty list of interactions", it.signed_json(&none)),
    ]
}

fn two_interactions(it: &Examination) -> Value {
    let mut body = it.sample("conferencing_assigned");
    body["notification"]["interactions"] =
        json!([{ "type": "conferencing_failing", "subtype": "profile_missing" }, { "type": "conferencing_assigned" }]);
    body
}

fn trigger(it: &Examination, body: &Value, id: &str, attempt: u32) -> DeliveryRequest {
    it.signed_json(body).notification_id(id).attempt(attempt)
}

/// Three times, one after the other.
fn attempts(it: &Examination) -> Vec<Probe> {
    let (body, id) = (it.sample("event_start"), it.new_id());
    (1..=3).map(|attempt| Probe::accepted(format!("attempt {attempt}"), trigger(it, &body, &id, attempt))).collect()
}

fn repeat_with_id(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move {
        let mut sent = Vec::new();
        for probe in attempts(it) {
            sent.push(it.send(probe).await);
        }
        CheckVerdict::of(sent)
    })
}

fn repeat_without_id(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move {
        let request = it.signed_json(&it.change());
        let mut sent = Vec::new();
        for time in ["first", "second", "third"] {
            let probe = Probe::accepted(format!("the same bytes for the {time} time"), request.clone());
            sent.push(it.send(probe).await);
        }
        CheckVerdict::of(sent)
    })
}

fn every(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move {
        let probe = Probe::accepted("two interactions in one body", it.signed_json(&two_interactions(it)));
        growth(it, vec![probe], 2).await
    })
}

fn handled_once(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move { growth(it, attempts(it), 1).await })
}

/// Sends probes one after the other, and compares by how much the number of handled occurrences grows.
async fn growth(it: &Examination, probes: Vec<Probe>, expected: u64) -> CheckVerdict {
    let Some(url) = &it.observe else {
        let note = "an answer does not show what was handled; give a URL that does with `--observe`";
        return CheckVerdict::not_observable(Vec::new(), note);
    };
    let mut sent = Vec::new();
    let grown = async {
        let before = handled(url).await?;
        for probe in probes {
            sent.push(it.send(probe).await);
        }
        let after = settled(url, before.saturating_add(expected)).await?;
        Ok::<_, io::Error>(after.saturating_sub(before))
    };
    match grown.await {
        Ok(grown) => {
            let note = format!("{grown} were handled; expected {expected}");
            let passed = grown == expected && sent.iter().all(SentProbe::is_right);
            CheckVerdict::judged(passed, sent, Some(note))
        }
        Err(error) => CheckVerdict::not_observable(sent, format!("the URL of `--observe` fails: {error}")),
    }
}
