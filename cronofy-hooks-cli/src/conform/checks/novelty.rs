//! What the service documents, and what it may add.

use std::collections::BTreeSet;

use cronofy_hooks::route::Kind;
use cronofy_hooks_contract::{Sample, samples};
use serde_json::{Value, json};

use super::super::bodies::{of_channel, with};
use super::super::check::{CheckFuture, CheckTexts, CheckVerdict, ReceiverCheck, SIGNED};
use super::super::examination::Examination;
use super::super::probe::{Expected, Probe};
use super::body_bytes::LETTERS;
use super::occurrences::SEVERAL;
use super::timing::NOTIFICATION_DEADLINE_CHECK;

pub(super) const CHECKS: &[ReceiverCheck] = &[
    ReceiverCheck::requests(
        CheckTexts {
            name: "documented-notifications",
            sends: "Every notification, interaction and transition that the documentation describes; all are accepted.",
            why: "A receiver gets everything that is asked for at its URL, also by another part of the application. A \
                  notification that it does not need still has to be acknowledged.",
            change: "Answer 2xx to every signed notification, and ignore those that you do not handle.",
        },
        |it| samples_of(it, |kind| kind != Kind::Callback),
    )
    .needs(&[SIGNED, NOTIFICATION_DEADLINE_CHECK, LETTERS]),
    ReceiverCheck::requests(
        CheckTexts {
            name: "no-notification",
            sends: "Callbacks whose body has no `notification`: real-time scheduling and authorizations; all are \
                    accepted.",
            why: "The service sends them to callback URLs as well, signed in the same way.",
            change: "Do not require the field `notification`; look at `event` and `authorization` where it is missing.",
        },
        |it| samples_of(it, |kind| kind == Kind::Callback),
    )
    .needs(&[SIGNED, LETTERS]),
    ReceiverCheck::requests(
        CheckTexts {
            name: "unknown-type",
            sends: "A notification with a type that is not documented; it is accepted.",
            why: "The service adds types, and asks receivers to ignore those that they do not know. A channel whose \
                  notifications fail for 24 hours is closed.",
            change: "Take the type as text, and answer 2xx to a type that you do not know.",
        },
        unknown_type,
    ),
    ReceiverCheck::requests(
        CheckTexts {
            name: "unknown-occurrence",
            sends: "An interaction and a transition with types that are not documented; both are accepted.",
            why: "The service adds interactions and transitions. One that fails is sent again and again.",
            change: "Ignore elements of `interactions` and `transitions` whose type you do not know.",
        },
        unknown_occurrence,
    )
    .needs(&[SIGNED, SEVERAL]),
    ReceiverCheck::requests(
        CheckTexts {
            name: "unknown-subtype",
            sends: "Documented interactions with subtypes that are not; all are accepted.",
            why: "The documentation says that the list of subtypes will grow, and that receivers take others as unknown \
                  errors.",
            change: "Take the subtype as text, and handle an unknown one as the interaction without a subtype.",
        },
        unknown_subtype,
    ),
    ReceiverCheck::requests(
        CheckTexts {
            name: "unknown-field",
            sends: "Documented notifications with fields that are not; all are accepted.",
            why: "The service adds fields without notice.",
            change: "Ignore fields that you do not know; turn off the strict mode of your parser.",
        },
        unknown_field,
    ),
    ReceiverCheck::requests(
        CheckTexts {
            name: "unknown-value",
            sends: "Events and agents whose states have values that are not documented; all are accepted.",
            why: "A state, a provider or a transparency may get a value more.",
            change: "Take such values as text, or give their enumeration a case for all others.",
        },
        unknown_value,
    ),
    ReceiverCheck::steps(
        CheckTexts {
            name: "unknown-user",
            sends: "A `change` from a channel that the receiver does not know; and to `--unknown-user-url`, if it is \
                    given; all are accepted.",
            why: "Notifications still arrive for users who have left. A channel that only gets failures is closed after \
                  24 hours, and until then each notification is sent again and again.",
            change: "Answer 2xx, and close the channel through the API.",
        },
        unknown_user,
    ),
];

fn samples_of(it: &Examination, is_wanted: fn(Kind) -> bool) -> Vec<Probe> {
    let wanted = samples().iter().filter(|sample| is_wanted(sample.route.kind()));
    let mut sent = BTreeSet::new();
    let probe = |sample: &Sample| {
        let body = it.made_own(serde_json::from_str(sample.body).ok()?);
        // From one channel, some samples are alike.
        if !sent.insert(body.to_string()) {
            return None;
        }
        let request = it.signed_json(&body);
        let is_trigger = sample.route.kind() == Kind::Transition;
        let request = if is_trigger { request.notification_id(&it.new_id()).attempt(1) } else { request };
        Some(Probe::accepted(format!("`{}`", sample.name), request))
    };
    wanted.filter_map(probe).collect()
}

fn accepted(it: &Examination, sent: &str, body: &Value) -> Probe {
    Probe::accepted(sent, it.signed_json(body))
}

fn unknown_type(it: &Examination) -> Vec<Probe> {
    let body = with(it.sample("verification"), |body| body["notification"]["type"] = "conform_unknown".into());
    vec![accepted(it, "`conform_unknown` from a channel", &body)]
}

fn unknown_occurrence(it: &Examination) -> Vec<Probe> {
    let unknown = || json!([{ "type": "conform_unknown" }]);
    let interaction = with(it.sample("conferencing_assigned"), |body| body["notification"]["interactions"] = unknown());
    let transition = with(it.sample("event_start"), |body| body["notification"]["transitions"] = unknown());
    let both = with(it.sample("conferencing_assigned"), |body| {
        body["notification"]["interactions"] =
            json!([{ "type": "conform_unknown" }, { "type": "conferencing_assigned" }]);
    });
    vec![
        accepted(it, "an interaction `conform_unknown`", &interaction),
        accepted(it, "a transition `conform_unknown`", &transition),
        accepted(it, "an interaction `conform_unknown` beside a documented one", &both),
    ]
}

fn unknown_subtype(it: &Examination) -> Vec<Probe> {
    ["conferencing_failing", "meeting_agent_failed", "conferencing_assigned"]
        .into_iter()
        .map(|name| {
            let body = with(it.sample(name), |body| {
                body["notification"]["interactions"][0]["subtype"] = "conform_unknown".into();
            });
            accepted(it, &format!("`{name}` with the subtype `conform_unknown`"), &body)
        })
        .collect()
}

fn unknown_field(it: &Examination) -> Vec<Probe> {
    let mut change = it.change();
    change["notification"]["conform_added"] = json!({ "a": [1, null] });
    change["channel"]["conform_added"] = true.into();
    change["conform_added"] = "text".into();
    let mut event = it.sample("event_start");
    event["event"]["conform_added"] = json!([{ "a": 1.5 }]);
    event["notification"]["transitions"][0]["conform_added"] = "text".into();
    let mut agent = it.sample("meeting_agent_complete");
    agent["meeting_agent"]["conform_added"] = json!({});
    vec![
        accepted(it, "a `change` with more fields", &change),
        accepted(it, "an `event_start` with more fields", &event),
        accepted(it, "a `meeting_agent_complete` with more fields", &agent),
    ]
}

fn unknown_value(it: &Examination) -> Vec<Probe> {
    let mut event = it.sample("event_start");
    for field in ["status", "transparency", "participation_status"] {
        event["event"][field] = "conform_unknown".into();
    }
    event["event"]["attendees"] = json!([{ "email": "ada@example.com", "status": "conform_unknown" }]);
    let mut assigned = it.sample("conferencing_assigned");
    assigned["event"]["conferencing"]["provider_name"] = "conform_unknown".into();
    let mut agent = it.sample("meeting_agent_complete");
    agent["meeting_agent"]["state"] = "conform_unknown".into();
    agent["meeting_agent"]["resources"][0]["category"] = "conform_unknown".into();
    vec![
        accepted(it, "an event with unknown states", &event),
        accepted(it, "an unknown conferencing provider", &assigned),
        accepted(it, "a meeting agent in an unknown state", &agent),
    ]
}

fn unknown_user(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move {
        let body = of_channel(it.change(), "chn_000000000000000000000000");
        let mut sent = vec![it.send(accepted(it, "a `change` from an unknown channel", &body)).await];
        if let Some(url) = &it.unknown_user_url {
            let request = it.signed_json(&it.change());
            let probe = Probe::new("a `change` to the URL of an unknown user", request, Expected::Accepted);
            sent.push(it.send_to(url, probe).await);
        }
        CheckVerdict::of(sent)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::super::bodies::named;

    #[test]
    fn the_samples_that_the_checks_change_are_there() {
        for name in [
            "change",
            "verification",
            "conferencing_assigned",
            "conferencing_failing",
            "event_start",
            "event_end",
            "meeting_agent_complete",
            "meeting_agent_failed",
        ] {
            assert_ne!(named(name), Value::Null, "{name}");
        }
    }
}
