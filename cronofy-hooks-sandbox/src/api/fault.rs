//! What a fault makes of a call.

use http::StatusCode;

use super::response::ApiResponse;
use crate::world::model::Fault;

const DESCRIPTION: &str = "the sandbox injects a fault here, as its rules say";

/// The answer of a call that a fault meets, if one does.
pub(super) fn with_fault(fault: Option<Fault>, carry_out: impl FnOnce() -> ApiResponse) -> ApiResponse {
    match fault {
        Some(Fault::RateLimited) => ApiResponse::too_many_requests(DESCRIPTION),
        Some(Fault::Unavailable) => ApiResponse::empty(StatusCode::SERVICE_UNAVAILABLE),
        Some(Fault::Unauthorized) => ApiResponse::unauthorized(DESCRIPTION),
        Some(Fault::AnswerLost) => ApiResponse { is_lost: true, ..carry_out() },
        // The others meet notifications.
        _ => carry_out(),
    }
}
