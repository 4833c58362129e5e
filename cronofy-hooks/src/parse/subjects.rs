//! [`Subjects`]: the ids in a body, without a payload.

use serde::Deserialize;
use serde_json::value::RawValue;

/// What a delivery is about: of a known notification or not, of one that fits its type or not.
#[derive(Default)]
#[cfg_attr(not(feature = "inbox"), expect(dead_code, reason = "only the inbox reads all of them"))]
pub(crate) struct Subjects {
    pub(crate) channel: Option<String>,
    pub(crate) event: Option<String>,
    pub(crate) meeting_agent: Option<String>,
}

impl Subjects {
    pub(crate) fn of(body: &[u8]) -> Self {
        #[derive(Default, Deserialize)]
        struct Body<'b> {
            #[serde(borrow)]
            channel: Option<&'b RawValue>,
            #[serde(borrow)]
            event: Option<&'b RawValue>,
            #[serde(borrow)]
            meeting_agent: Option<&'b RawValue>,
        }
        #[derive(Deserialize)]
        struct Channel {
            channel_id: String,
        }
        #[derive(Deserialize)]
        struct Event {
            event_id: String,
        }
        #[derive(Deserialize)]
        struct MeetingAgent {
            sub: String,
        }
        fn read<'b, T: Deserialize<'b>>(part: Option<&'b RawValue>) -> Option<T> {
            part.and_then(|part| serde_json::from_str(part.get()).ok())
        }

        let body: Body<'_> = serde_json::from_slice(body).unwrap_or_default();
        Self {
            channel: read(body.channel).map(|Channel { channel_id }| channel_id),
            event: read(body.event).map(|Event { event_id }| event_id),
            meeting_agent: read(body.meeting_agent).map(|MeetingAgent { sub }| sub),
        }
    }
}
