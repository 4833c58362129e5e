//! The application written by hand: an axum handler, as an expert writes it for this one purpose.
//!
//! What is known to be fast: the hash is keyed once; the request is taken whole, because axum's
//! `HeaderMap` extractor copies every header; the body is checked for UTF-8 once and read in one
//! pass, straight into the type of the interaction; handlers are called directly.
//!
//! It does less than the library, in its own favour: no span, no deadline, no check of the content
//! type, no panic caught, no fallback, and of several interactions in one delivery it sees the first.

mod event_time;
mod read;
mod types;

use std::error::Error;
use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::CtOutput;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::error::Category;
use sha2::Sha256;

use self::read::KnownDelivery;
use self::types::{ConferencingAssigned, MeetingAgentComplete};
use crate::{App, BODY_LIMIT, PATH, SECRET};

const SIGNATURE: HeaderName = HeaderName::from_static("cronofy-hmac-sha256");

struct HandWrittenState {
    keyed: Hmac<Sha256>,
    app: Arc<App>,
}

pub(crate) fn router(app: Arc<App>) -> Result<Router, Box<dyn Error>> {
    let keyed = Hmac::new_from_slice(SECRET.as_bytes())?;
    Ok(Router::new().route(PATH, post(receive)).with_state(Arc::new(HandWrittenState { keyed, app })))
}

async fn receive(State(shared): State<Arc<HandWrittenState>>, request: Request) -> StatusCode {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else { return StatusCode::PAYLOAD_TOO_LARGE };
    if !is_signed(&shared.keyed, &head.headers, &body) {
        return StatusCode::UNAUTHORIZED;
    }
    let delivery = match read::read(&body) {
        Ok(delivery) => delivery,
        // JSON of another shape does not become right by being sent again.
        Err(error) if error.classify() == Category::Data => return StatusCode::NO_CONTENT,
        Err(_) => return StatusCode::BAD_REQUEST,
    };
    match delivery {
        KnownDelivery::ConferencingAssigned(assigned) => conferencing_assigned(assigned, &shared.app).await,
        KnownDelivery::MeetingAgentComplete(complete) => meeting_agent_complete(complete, &shared.app).await,
        KnownDelivery::Other => {}
    }
    StatusCode::NO_CONTENT
}

/// Whether one of the signatures in the header was made with the secret over this body.
fn is_signed(keyed: &Hmac<Sha256>, headers: &HeaderMap, body: &[u8]) -> bool {
    let expected = keyed.clone().chain_update(body).finalize();
    let mut matched = false;
    for line in headers.get_all(SIGNATURE) {
        for value in line.as_bytes().split(|byte| *byte == b',') {
            // The decoder reserves by the encoded length, which is one byte more than a digest.
            let mut decoded = [0; 33];
            if STANDARD.decode_slice(value.trim_ascii(), &mut decoded) == Ok(32)
                && let Some(digest) = decoded.first_chunk::<32>()
            {
                // `CtOutput` compares in constant time.
                matched |= expected == CtOutput::new((*digest).into());
            }
        }
    }
    matched
}

async fn conferencing_assigned(assigned: ConferencingAssigned, app: &App) {
    app.see("event", &assigned.event);
}

async fn meeting_agent_complete(complete: MeetingAgentComplete, app: &App) {
    app.see("event", &complete.event);
    app.see("meeting_agent", &complete.meeting_agent);
}
