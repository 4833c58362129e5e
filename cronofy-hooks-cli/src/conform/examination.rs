//! [`Examination`]: the receiver, and how requests reach it.

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use cronofy_hooks::send::{DeliveryConnection, DeliveryRequest};
use cronofy_hooks::{SIGNATURE_HEADER, Secrets, SecretsError};
use futures_util::future::join_all;
use http::header::LOCATION;
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use super::bodies;
use super::probe::{Probe, SentProbe};
use super::reply::{PATIENCE, ReceiverReply, ReplyKind};

/// The channel of the documentation's example.
pub(super) const CHANNEL: &str = "chn_54cf7c7cb4ad4c1027000001";

/// A secret that no receiver has.
const FOREIGN_SECRET: &str = "CRN_secret_of_another_application";

/// HMAC fills a key up to the size of a block with zeros: this key is the empty one, which [`Secrets`] refuses.
const EMPTY_SECRET: &str = "\0";

/// How many requests are under way at once, unless a check is about more.
const AT_ONCE: usize = 8;

/// The receiver, the secrets, and how requests reach it.
#[derive(Debug)]
pub(super) struct Examination {
    pub(super) url: String,
    pub(super) secrets: Vec<Secrets>,
    pub(super) foreign: Secrets,
    pub(super) empty: Secrets,
    /// A channel that the receiver knows.
    pub(super) channel: String,
    /// The URL for a user that it does not know.
    pub(super) unknown_user_url: Option<String>,
    /// Where it says how many occurrences it has handled.
    pub(super) observe: Option<String>,
    /// Makes notification ids that no other examination has.
    begun: Timestamp,
    counter: AtomicU64,
    permits: Semaphore,
}

impl Examination {
    /// Of the receiver at a URL that has these secrets, at least one.
    pub(super) fn new(url: String, secrets: Vec<Secrets>, now: Timestamp) -> Result<Self, SecretsError> {
        Ok(Self {
            url,
            secrets,
            foreign: Secrets::new([FOREIGN_SECRET])?,
            empty: Secrets::new([EMPTY_SECRET])?,
            channel: CHANNEL.to_owned(),
            unknown_user_url: None,
            observe: None,
            begun: now,
            counter: AtomicU64::new(0),
            permits: Semaphore::new(AT_ONCE),
        })
    }

    /// The secret of the receiver; the first, if it has several.
    pub(super) fn secret(&self) -> &Secrets {
        self.secrets.first().unwrap_or(&self.foreign)
    }

    /// A number that no other request of this examination has.
    pub(super) fn next(&self) -> u64 {
        self.counter.fetch_add(1, Ordering::Relaxed)
    }

    /// An id with 24 hex digits, like those of the service.
    pub(super) fn new_id(&self) -> String {
        let micros = u64::try_from(self.begun.as_microsecond()).unwrap_or_default();
        format!("{micros:016x}{:08x}", self.next())
    }

    /// A `change` that no other request of this examination has.
    pub(super) fn change(&self) -> Value {
        bodies::change(&self.channel, self.next())
    }

    /// A sample, from the channel that the receiver knows, about an event of its own.
    pub(super) fn sample(&self, name: &str) -> Value {
        self.made_own(bodies::named(name))
    }

    pub(super) fn made_own(&self, body: Value) -> Value {
        bodies::of_event(bodies::of_channel(body, &self.channel), self.next())
    }

    /// A delivery with these bytes and the receiver's signature.
    pub(super) fn signed(&self, body: impl Into<Bytes>) -> DeliveryRequest {
        DeliveryRequest::body(body).signed_with(self.secret())
    }

    /// A delivery with this body on one line, as the service writes it, and the receiver's signature.
    pub(super) fn signed_json(&self, body: &Value) -> DeliveryRequest {
        self.signed(body.to_string())
    }

    /// A delivery with these bytes and this signature header.
    pub(super) fn with_header(body: impl Into<Bytes>, header: &str) -> DeliveryRequest {
        DeliveryRequest::body(body).header(SIGNATURE_HEADER, header)
    }

    /// Sends probes at once, as far as the limit allows.
    pub(super) async fn send_all(&self, probes: Vec<Probe>) -> Vec<SentProbe> {
        join_all(probes.into_iter().map(|probe| self.send(probe))).await
    }

    /// Sends a probe when the limit allows it.
    pub(super) async fn send(&self, probe: Probe) -> SentProbe {
        // The semaphore is never closed.
        let _permit = self.permits.acquire().await;
        self.send_now(probe).await
    }

    /// Sends a probe at once.
    pub(super) async fn send_now(&self, probe: Probe) -> SentProbe {
        self.send_to(&self.url, probe).await
    }

    pub(super) async fn send_to(&self, url: &str, probe: Probe) -> SentProbe {
        let Probe { sent, request, expected } = probe;
        let reply = timed(async {
            match DeliveryConnection::open(url).await {
                Ok(mut connection) => reply(&mut connection, request).await,
                Err(error) => ReplyKind::Unreachable(error.to_string()),
            }
        });
        SentProbe { sent, expected, reply: reply.await }
    }
}

/// Sends a request over a connection.
pub(super) async fn reply(connection: &mut DeliveryConnection, request: DeliveryRequest) -> ReplyKind {
    match connection.send(request).await {
        Ok(answer) => {
            let location = answer.headers.get(LOCATION);
            let location = location.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            ReplyKind::Answered { status: answer.status.as_u16(), location }
        }
        Err(_) => ReplyKind::Closed,
    }
}

/// Waits for a reply, as long as checks do, and measures how long it takes.
pub(super) async fn timed(reply: impl Future<Output = ReplyKind>) -> ReceiverReply {
    let begun = Instant::now();
    let kind = timeout(PATIENCE, reply).await.unwrap_or(ReplyKind::Silent);
    ReceiverReply { kind, took: begun.elapsed() }
}
