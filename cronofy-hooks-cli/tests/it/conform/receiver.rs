//! [`Receiver`]: a receiver as it should be, apart from one fault.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use http_body_util::BodyExt as _;
use serde::Deserialize;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::time::sleep;

use super::verification::{is_signed, time_of_comparison};

pub(super) const SECRETS: [&str; 2] = ["CRN_conform_old", "CRN_conform_new"];

/// The channel that the receiver knows: that of the documentation.
const CHANNEL: &str = "chn_54cf7c7cb4ad4c1027000001";
const LARGEST: usize = 1 << 20;

/// What is wrong with a receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Nothing,
    RefusesEverythingWith400,
    Redirects,
    NeverAnswers,
    HasAnotherSecret,
    AnswersNotificationsLate,
    AnswersTriggersLate,
    AcceptsWithoutHeader,
    VerifiesNothing,
    ComparesTheWholeHeader,
    ReadsTheFirstValueOnly,
    RefusesAHeaderWithOtherText,
    DoesNotTrimValues,
    HasOneSecretOnly,
    DecodesLeniently,
    HasAnEmptySecretToo,
    HashesForEachValue,
    VerifiesReserialisedJson,
    TrimsTheBody,
    VerifiesLatin1,
    VerifiesText,
    ParsesFirst,
    KnowsSomeNotificationsOnly,
    RequiresANotification,
    HasClosedTypes,
    HasClosedOccurrences,
    HasClosedSubtypes,
    RefusesMoreFields,
    HasClosedEnumerations,
    AnswersUnknownUsers404,
    RequiresOneOccurrence,
    HandlesTheFirstOccurrenceOnly,
    RefusesAKnownId,
    RefusesKnownBytes,
    HandlesRepeatsAgain,
    TakesSmallBodiesOnly,
    AcknowledgesWhatIsTooLarge,
    FailsOnMalformedJson,
    FailsOnDeepJson,
    HandlesOneAfterTheOther,
    ReadsOneBodyAtATime,
    ReadsTheFirstPieceOnly,
    ComparesTheContentTypeWhole,
    VerifiesTheFirstOfAConnectionOnly,
}

#[derive(Debug)]
pub(super) struct Receiver {
    fault: Fault,
    handled: AtomicU64,
    known: Mutex<HashSet<String>>,
    trusted: Mutex<HashSet<SocketAddr>>,
    turn: tokio::sync::Mutex<()>,
}

impl Receiver {
    /// Starts it on a free port. Returns `http://127.0.0.1:…`; it receives at `/cronofy`, and says at `/handled` how
    /// much it has handled.
    pub(super) async fn start(fault: Fault) -> String {
        let receiver = Arc::new(Self {
            fault,
            handled: AtomicU64::new(0),
            known: Mutex::default(),
            trusted: Mutex::default(),
            turn: tokio::sync::Mutex::new(()),
        });
        let router = Router::new()
            .route("/cronofy", post(receive))
            .route(
                "/handled",
                get(|State(it): State<Arc<Self>>| async move { it.handled.load(Ordering::Relaxed).to_string() }),
            )
            .with_state(receiver);
        serve(router).await
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    /// Whether this was not known, which it is from now on.
    fn is_new(&self, text: String) -> bool {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(text)
    }

    fn trusts(&self, peer: SocketAddr) -> bool {
        self.has(Fault::VerifiesTheFirstOfAConnectionOnly)
            && self.trusted.lock().unwrap_or_else(PoisonError::into_inner).contains(&peer)
    }
}

/// Serves a router on a free port, until the test ends.
pub(super) async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(
        async move { axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await },
    );
    format!("http://{address}")
}

async fn receive(
    State(it): State<Arc<Receiver>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    if it.has(Fault::Redirects) {
        return (StatusCode::PERMANENT_REDIRECT, [(LOCATION, "/cronofy/")]).into_response();
    }
    if it.has(Fault::NeverAnswers) {
        return std::future::pending().await;
    }
    match it.answer(peer, request).await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(StatusCode::UNAUTHORIZED) if it.has(Fault::RefusesEverythingWith400) => StatusCode::BAD_REQUEST,
        Err(status) => status,
    }
    .into_response()
}

impl Receiver {
    async fn answer(&self, peer: SocketAddr, request: Request) -> Result<(), StatusCode> {
        let (head, body) = request.into_parts();
        self.check_content_type(&head.headers)?;
        let turn = if self.has(Fault::ReadsOneBodyAtATime) { Some(self.turn.lock().await) } else { None };
        let body = self.read(body).await?;
        drop(turn);
        if self.has(Fault::ParsesFirst) {
            parse(&body)?;
        }
        sleep(time_of_comparison(self.fault, &head.headers)).await;
        if !self.trusts(peer) && !is_signed(self.fault, &head.headers, &body) {
            return Err(StatusCode::UNAUTHORIZED);
        }
        self.trusted.lock().unwrap_or_else(PoisonError::into_inner).insert(peer);
        let body = self.parse(&body)?;
        self.wait(&body).await;
        self.look_for_novelty(&body)?;
        self.handle(&head.headers, &body)
    }

    fn check_content_type(&self, headers: &HeaderMap) -> Result<(), StatusCode> {
        let value = headers.get(CONTENT_TYPE).map(|value| value.as_bytes().to_ascii_lowercase()).unwrap_or_default();
        let is_json = match self.fault {
            Fault::ComparesTheContentTypeWhole => value == b"application/json; charset=utf-8",
            _ => value.starts_with(b"application/json"),
        };
        if is_json { Ok(()) } else { Err(StatusCode::UNSUPPORTED_MEDIA_TYPE) }
    }

    async fn read(&self, mut body: Body) -> Result<Vec<u8>, StatusCode> {
        if self.has(Fault::ReadsTheFirstPieceOnly) {
            let piece = body.frame().await.and_then(Result::ok).and_then(|frame| frame.into_data().ok());
            return Ok(piece.unwrap_or_default().to_vec());
        }
        let largest = if self.has(Fault::TakesSmallBodiesOnly) { 100 << 10 } else { LARGEST };
        match to_bytes(body, largest).await {
            Ok(body) => Ok(body.to_vec()),
            Err(_) if self.has(Fault::AcknowledgesWhatIsTooLarge) => Err(StatusCode::OK),
            Err(_) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        }
    }

    fn parse(&self, body: &[u8]) -> Result<Value, StatusCode> {
        let is_deep = body.windows(500).any(|window| window.iter().all(|byte| *byte == b'['));
        if is_deep && self.has(Fault::FailsOnDeepJson) {
            return Err(StatusCode::INTERNAL_SERVER_ERROR);
        }
        let failed = if self.has(Fault::FailsOnMalformedJson) {
            StatusCode::INTERNAL_SERVER_ERROR
        } else {
            StatusCode::BAD_REQUEST
        };
        parse(body).map_err(|_| failed)
    }

    async fn wait(&self, body: &Value) {
        let is_trigger = body["notification"]["transitions"].is_array();
        match self.fault {
            Fault::AnswersNotificationsLate => sleep(Duration::from_secs(6)).await,
            Fault::AnswersTriggersLate if is_trigger => sleep(Duration::from_secs(8)).await,
            Fault::HandlesOneAfterTheOther => {
                let _turn = self.turn.lock().await;
                sleep(Duration::from_millis(200)).await;
            }
            _ => {}
        }
    }

    /// What a receiver should not look for.
    fn look_for_novelty(&self, body: &Value) -> Result<(), StatusCode> {
        let notification = &body["notification"];
        let name = notification["type"].as_str();
        let is_known = match self.fault {
            Fault::KnowsSomeNotificationsOnly => !matches!(name, Some("gdpr_requested" | "smart_invite")),
            Fault::RequiresANotification => notification.is_object(),
            Fault::HasClosedTypes => name.is_none_or(|name| TYPES.contains(&name)),
            Fault::HasClosedOccurrences => {
                occurrences(body).all(|it| it["type"].as_str().is_some_and(|name| OCCURRENCES.contains(&name)))
            }
            Fault::HasClosedSubtypes => {
                occurrences(body).all(|it| it["subtype"].as_str().is_none_or(|name| SUBTYPES.contains(&name)))
            }
            Fault::RefusesMoreFields => StrictBody::deserialize(body).is_ok() || !body.is_object(),
            Fault::HasClosedEnumerations => {
                let status = body["event"]["status"].as_str();
                status.is_none_or(|status| ["confirmed", "tentative", "cancelled"].contains(&status))
            }
            Fault::AnswersUnknownUsers404 => {
                let channel = body["channel"]["channel_id"].as_str();
                return if channel.is_none_or(|id| id == CHANNEL) { Ok(()) } else { Err(StatusCode::NOT_FOUND) };
            }
            _ => true,
        };
        if is_known { Ok(()) } else { Err(StatusCode::UNPROCESSABLE_ENTITY) }
    }

    fn handle(&self, headers: &HeaderMap, body: &Value) -> Result<(), StatusCode> {
        let count = occurrences(body).count();
        if self.has(Fault::RequiresOneOccurrence) && name_of_list(body).is_some() && count != 1 {
            return Err(StatusCode::UNPROCESSABLE_ENTITY);
        }
        let id = headers.get("cronofy-notification-id").map(|id| String::from_utf8_lossy(id.as_bytes()).into_owned());
        let is_new = match id {
            Some(id) => self.is_new(id) || self.has(Fault::HandlesRepeatsAgain),
            None if self.has(Fault::RefusesKnownBytes) && !self.is_new(body.to_string()) => {
                return Err(StatusCode::CONFLICT);
            }
            None => true,
        };
        if !is_new {
            return if self.has(Fault::RefusesAKnownId) { Err(StatusCode::CONFLICT) } else { Ok(()) };
        }
        let handled = if self.has(Fault::HandlesTheFirstOccurrenceOnly) { 1 } else { count.max(1) };
        self.handled.fetch_add(handled as u64, Ordering::Relaxed);
        Ok(())
    }
}

fn parse(body: &[u8]) -> Result<Value, StatusCode> {
    serde_json::from_slice(body).map_err(|_| StatusCode::BAD_REQUEST)
}

fn name_of_list(body: &Value) -> Option<&'static str> {
    ["interactions", "transitions"].into_iter().find(|list| body["notification"][*list].is_array())
}

fn occurrences(body: &Value) -> impl Iterator<Item = &Value> {
    let list = name_of_list(body).and_then(|list| body["notification"][list].as_array());
    list.into_iter().flatten()
}

const TYPES: [&str; 11] = [
    "change",
    "verification",
    "profile_disconnected",
    "conferencing_profile_disconnected",
    "profile_initial_sync_completed",
    "gdpr_requested",
    "scheduling_conversation_joined",
    "scheduling_conversation_updated",
    "scheduling_request_time_chosen",
    "smart_invite",
    "event_subscription",
];

const OCCURRENCES: [&str; 7] = [
    "conferencing_assigned",
    "conferencing_failing",
    "meeting_agent_activated",
    "meeting_agent_complete",
    "meeting_agent_failed",
    "event_start",
    "event_end",
];

const SUBTYPES: [&str; 10] = [
    "profile_missing",
    "missing_meeting_url",
    "access_denied",
    "internal_error",
    "join_timeout",
    "meeting_agent_activation_failed",
    "meeting_agent_rejected",
    "meeting_agents_disabled",
    "meeting_not_found",
    "no_meeting_authorization",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only whether it can be read is asked")]
struct StrictBody {
    notification: Option<Value>,
    channel: Option<Value>,
    event: Option<Value>,
    meeting_agent: Option<Value>,
    smart_invite: Option<Value>,
    scheduling_request: Option<Value>,
    authorization: Option<Value>,
    participants: Option<Value>,
    user: Option<Value>,
}
