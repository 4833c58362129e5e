//! Headers and connections.

use cronofy_hooks::send::{DeliveryConnection, DeliveryRequest};
use cronofy_hooks_contract::text::counted;
use http::header::CONTENT_TYPE;

use super::super::check::{CheckFuture, CheckTexts, CheckVerdict, ReceiverCheck, SIGNED};
use super::super::examination::{Examination, reply, timed};
use super::super::probe::{Probe, SentProbe};
use super::super::reply::ReplyKind;
use super::super::signatures::signature;
use super::signature::WRONG;

pub(super) const CHECKS: &[ReceiverCheck] = &[
    ReceiverCheck::requests(
        CheckTexts {
            name: "content-types",
            sends: "A signed `change` with other spellings of the content type of JSON; all are accepted.",
            why: "The documentation shows `application/json; charset=utf-8`. Capitals, spaces and the charset have no \
                  meaning in it, and proxies rewrite them.",
            change: "Compare the part before the semicolon without regard to case, or do not look at it.",
        },
        content_types,
    ),
    ReceiverCheck::steps(
        CheckTexts {
            name: "keep-alive",
            sends: "A right, a wrong, a right and a wrong signature over one connection, as far as the receiver keeps \
                    it open; each is answered as on a connection of its own.",
            why: "The service may reuse connections. The answer to one request must not depend on those before it.",
            change: "Verify each request; read each body to its end before you answer, or close the connection.",
        },
        keep_alive,
    )
    .needs(&[SIGNED, WRONG]),
];

fn content_types(it: &Examination) -> Vec<Probe> {
    ["application/json", "application/json;charset=UTF-8", "Application/JSON; charset=\"utf-8\""]
        .into_iter()
        .map(|value| {
            let request = it.signed_json(&it.change()).header(CONTENT_TYPE, value);
            Probe::accepted(format!("`{value}`"), request)
        })
        .collect()
}

fn keep_alive(it: &Examination) -> CheckFuture<'_> {
    Box::pin(async move {
        let mut sent = Vec::new();
        let mut kept = KeptConnection { url: &it.url, open: None, opened: 0 };
        for is_right in [true, false, true, false] {
            let body = it.change().to_string();
            let header = signature(if is_right { it.secret() } else { &it.foreign }, body.as_bytes());
            let request = Examination::with_header(body, &header);
            let Probe { sent: words, request, expected } = match is_right {
                true => Probe::accepted("a right signature", request),
                false => Probe::refused("a wrong signature", request),
            };
            let reply = timed(kept.send(request)).await;
            sent.push(SentProbe { sent: words, expected, reply });
        }
        let note = format!("{} for {} requests", counted(kept.opened, "connection", "connections"), sent.len());
        CheckVerdict { note: Some(note), ..CheckVerdict::of(sent) }
    })
}

/// A connection that is used as long as the receiver keeps it open.
struct KeptConnection<'u> {
    url: &'u str,
    open: Option<DeliveryConnection>,
    opened: u64,
}

impl KeptConnection<'_> {
    async fn send(&mut self, request: DeliveryRequest) -> ReplyKind {
        if let Some(open) = self.open.as_mut().filter(|open| !open.is_closed()) {
            // The receiver may close an idle connection at any time: then the request goes out once more.
            match reply(open, request.clone()).await {
                ReplyKind::Closed => {}
                answered => return answered,
            }
        }
        match DeliveryConnection::open(self.url).await {
            Ok(mut open) => {
                self.opened += 1;
                let reply = reply(&mut open, request).await;
                self.open = Some(open);
                reply
            }
            Err(error) => ReplyKind::Unreachable(error.to_string()),
        }
    }
}
