//! What every delivery has beside its body: the signature, and how long the service waits.

use serde_json::{Map, Value, json};

use crate::model::{DeliveryKind, Model, PayloadModel};
use crate::render::telling_sample;

/// The header of the signature.
pub(super) const SIGNATURE: &str = "Cronofy-HMAC-SHA256";

/// For how long the service sends a delivery again.
pub(super) const RETRY_SECONDS: u64 = 24 * 60 * 60;

/// How long the service waits for the answer. A test compares it with the limits of cronofy-hooks-contract.
pub(super) const fn deadline_seconds(kind: DeliveryKind) -> u64 {
    match kind {
        DeliveryKind::Transition => 7,
        DeliveryKind::Notification | DeliveryKind::Interaction | DeliveryKind::Callback => 5,
    }
}

/// The value of the signature header.
pub(super) fn signature() -> Value {
    json!({
        "type": "string",
        "description": "The HMAC-SHA256 of the bytes of the body with a client secret, in Base64. While an \
            application has two secrets there is one value for each, with a comma between them: one of them has to match.",
        "examples": ["rY1cqOlWNjUXBGFGS8a0DMb4VRUf6B7l9nDDbHMPEro="]
    })
}

/// The sample that tells most, as an example.
pub(super) fn example(payload: &PayloadModel, model: &Model) -> Option<(String, Value)> {
    let sample = telling_sample(payload, &model.samples)?;
    let case = sample.name.rsplit('/').next().unwrap_or_default();
    Some((case.to_owned(), serde_json::from_str(&sample.body).ok()?))
}

/// The deadlines, as fields of our own.
pub(super) fn deadlines(kind: DeliveryKind) -> Map<String, Value> {
    [("x-deadline-seconds", deadline_seconds(kind)), ("x-retry-seconds", RETRY_SECONDS)]
        .into_iter()
        .map(|(name, seconds)| (name.to_owned(), seconds.into()))
        .collect()
}
