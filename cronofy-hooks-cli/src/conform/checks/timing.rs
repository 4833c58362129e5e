//! Deadlines, slow senders, and many deliveries at once.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use cronofy_hooks::send::DeliveryRequest;
use cronofy_hooks_contract::limits::{NOTIFICATION_DEADLINE, TRIGGER_DEADLINE};
use futures_util::future::join_all;

use super::super::check::{CheckFuture, CheckTexts, CheckVerdict, ReceiverCheck, SIGNED};
use super::super::examination::{Examination, timed};
use super::super::probe::{Expected, Probe, SentProbe};
use super::super::raw::RawConnection;
use super::super::reply::ReplyKind;

pub(super) const NOTIFICATION_DEADLINE_CHECK: &str = "notification-deadline";

pub(super) const DEADLINES: &[ReceiverCheck] = &[
    ReceiverCheck::requests(
        CheckTexts {
            name: NOTIFICATION_DEADLINE_CHECK,
            sends: "A `change` and an interaction; each is accepted within 5 seconds.",
            why: "The service waits for 5 seconds. An answer after that is a failure, and the delivery comes again.",
            change: "Store the notification, answer, and do the work afterwards.",
        },
        notification_deadline,
    ),
    ReceiverCheck::requests(
        CheckTexts {
            name: "trigger-deadline",
            sends: "An event trigger; it is accepted within 7 seconds.",
            why: "For event triggers the service waits for 7 seconds. An answer after that is a failure, and the trigger \
                  comes again.",
            change: "Store the notification, answer, and do the work afterwards.",
        },
        trigger_deadline,
    ),
];

pub(super) const LOAD: &[ReceiverCheck] = &[
    ReceiverCheck::steps(
        CheckTexts {
            name: "concurrent-deliveries",
            sends: "32 different `change` notifications at once; all are accepted within 5 seconds.",
            why: "Changes of many users, and triggers of the full hour, arrive at the same moment.",
            change: "Let the server handle requests at once, and keep the work before the answer short.",
        },
        concurrent,
    )
    .needs(&[SIGNED, NOTIFICATION_DEADLINE_CHECK])
    .alone(),
    ReceiverCheck::steps(
        CheckTexts {
            name: "slow-body",
            sends: "A signed `change` whose body arrives in four pieces, half a second apart; it is accepted.",
            why: "On a slow network a body does not arrive with its head. A receiver that takes what is there verifies \
                  a part of it.",
            change: "Read the body to the length in Content-Length before you verify it.",
        },
        slow,
    ),
    ReceiverCheck::steps(
        CheckTexts {
            name: "stalled-senders",
            sends: "Eight requests that stop in the middle of their bodies; meanwhile a signed `change` is accepted \
                    within 5 seconds.",
            why: "A receiver that waits for one sender at a time stops for all others while one is slow.",
            change: "Let the server read requests at once: more threads or workers, or an asynchronous server.",
        },
        stalled,
    )
    .needs(&[SIGNED, NOTIFICATION_DEADLINE_CHECK])
    .alone(),
];

fn notification_deadline(it: &Examination) -> Vec<Probe> {
    let within = |sent: &str, request| Probe::new(sent, request, Expected::AcceptedWithin(NOTIFICATION_DEADLINE));
    vec![
        within("a `change`", it.signed_json(&it.change())),
        within("a `conferencing_assigned`", it.signed_json(&it.sample("conferencing_assigned"))),
    ]
}

fn trigger_deadline(it: &Examination) -> Vec<Probe> {
    let request = it.signed_json(&it.sample("event_start")).notification_id(&it.new_id()).attempt(1);
    vec![Probe::new("an `event_start`", request, Expected::AcceptedWithin(TRIGGER_DEADLINE))]
}

const CONCURRENT: usize = 32;

fn concurrent(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move {
        let probes = (1..=CONCURRENT).map(|number| {
            let request = it.signed_json(&it.change());
            Probe::new(format!("`change` {number} of 32"), request, Expected::AcceptedWithin(NOTIFICATION_DEADLINE))
        });
        CheckVerdict::of(join_all(probes.map(|probe| it.send_now(probe))).await)
    })
}

const PIECES: usize = 4;
const PAUSE: Duration = Duration::from_millis(500);

fn slow(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move {
        let (request, body) = signed_change(it);
        let reply = timed(async {
            match RawConnection::begin(&it.url, request, body).await {
                Ok(connection) => connection.in_pieces(PIECES, PAUSE).await.unwrap_or(ReplyKind::Closed),
                Err(error) => ReplyKind::Unreachable(format!("no answer from {}: {error}", it.url)),
            }
        });
        let sent = "a signed `change` in four pieces".to_owned();
        CheckVerdict::of(vec![SentProbe { sent, expected: Expected::Accepted, reply: reply.await }])
    })
}

const STALLED: usize = 8;

fn stalled(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move {
        let stalled = join_all((0..STALLED).map(|_| async {
            let (request, body) = signed_change(it);
            let half = body.len() / 2;
            let mut connection = RawConnection::begin(&it.url, request, body).await?;
            connection.send(half).await.map(|()| connection)
        }));
        // They stay open until the answer is there.
        let stalled = stalled.await;
        let request = it.signed_json(&it.change());
        let sent = "a signed `change` while eight requests have stopped";
        let probe = Probe::new(sent, request, Expected::AcceptedWithin(NOTIFICATION_DEADLINE));
        while_stalled(&stalled, it.send(probe).await)
    })
}

/// What an answer says that came while others were meant to be stalled.
fn while_stalled<T>(stalled: &[io::Result<T>], sent: SentProbe) -> CheckVerdict {
    if sent.is_right() && stalled.iter().any(Result::is_err) {
        let note = "the receiver closed connections whose bodies had stopped";
        return CheckVerdict::not_observable(vec![sent], note);
    }
    CheckVerdict::of(vec![sent])
}

/// A signed `change`, and its body once more.
fn signed_change(it: &Examination) -> (DeliveryRequest, Bytes) {
    let body = Bytes::from(it.change().to_string());
    (it.signed(body.clone()), body)
}

#[cfg(test)]
mod tests {
    use super::super::super::check::CheckOutcome;
    use super::super::super::reply::ReceiverReply;
    use super::*;

    #[test]
    fn an_answer_beside_closed_connections_shows_nothing() {
        for (stalled, status, expected) in [
            ([Ok(()), Ok(())], 204, CheckOutcome::Passed),
            ([Ok(()), Err(io::ErrorKind::ConnectionReset.into())], 204, CheckOutcome::NotObservable),
            ([Ok(()), Err(io::ErrorKind::ConnectionReset.into())], 503, CheckOutcome::Failed),
        ] {
            let reply =
                ReceiverReply { kind: ReplyKind::Answered { status, location: None }, took: Duration::from_secs(1) };
            let sent = SentProbe { sent: String::new(), expected: Expected::Accepted, reply };
            assert_eq!(while_stalled(&stalled, sent).outcome, expected, "{stalled:?}");
        }
    }
}
