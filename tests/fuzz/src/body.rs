//! The body reader: the verdict, and which occurrences reach which handlers.

use std::cell::OnceCell;

use cronofy_hooks::inbox::{Inbox as _, JobFilter};
use cronofy_hooks::payload::*;
use cronofy_hooks::testing::MemoryInbox;
use cronofy_hooks::{Hooks, Occurrence, handlers};
use cronofy_hooks_tests::{BlockingApp, RecordedRun, secrets, signed, subtype_handler};

use crate::cost::{AllocationLimit, measure};
use crate::json::{JsonNode, is_json};

/// The limit of the router unless set.
const BODY_LIMIT: usize = 1 << 20;

/// For each occurrence: its payload may be as large as the body.
const LIMIT: AllocationLimit = AllocationLimit { bytes: 32 << 10, bytes_per_byte: 64, calls: 256, calls_per_byte: 1 };

/// The status of a signed body behind an inbox, and the names of what is stored.
fn store(app: &BlockingApp, body: &[u8]) -> (u16, Vec<String>) {
    app.runtime.block_on(async {
        let inbox = MemoryInbox::new();
        let hooks = Hooks::new(secrets()).handlers(handlers![..]).inbox(inbox.clone()).worker_elsewhere();
        let answer = signed(body.to_vec()).send_to(hooks.into_router().unwrap()).await;
        let mut entries = inbox.list(JobFilter::all()).await.unwrap();
        entries.sort_unstable_by_key(|entry| entry.job);
        (answer.status.as_u16(), entries.into_iter().map(|entry| entry.name).collect())
    })
}

/// The input: a body, which is signed and sent.
///
/// # Panics
/// When the answer is not that for JSON or for what is none, when occurrences are other than those
/// of a plain walk over the JSON, or when reading costs more than a constant times the body.
pub fn check(data: &[u8]) {
    thread_local! {
        static APP: OnceCell<BlockingApp> = const { OnceCell::new() };
    }
    APP.with(|app| check_with(app.get_or_init(BlockingApp::new), data));
}

fn check_with(app: &BlockingApp, body: &[u8]) {
    let root: Option<JsonNode> = serde_json::from_slice(body).ok();
    let expected = root.as_ref().map(occurrences);
    let (((status, seen), (stored_status, stored)), cost) = measure(|| (app.send(body), store(app, body)));
    LIMIT.check(body.len() * seen.len().max(1), cost);

    let expected_status = match (body.len() > BODY_LIMIT, is_json(body)) {
        (true, _) => 413,
        (false, false) => 400,
        (false, true) => 204,
    };
    assert_eq!((status, stored_status), (expected_status, expected_status));
    assert_eq!(seen.is_empty(), status != 204, "each delivery has an occurrence");
    assert!(seen.iter().all(|seen| seen.body == body), "a handler has the bytes that were sent");
    let names: Vec<String> = seen.iter().map(|seen| seen.occurrence.to_string()).collect();
    assert_eq!(names, stored, "handled at once, and stored");

    let (Some(root), Some(expected), 204) = (&root, expected, status) else { return };
    let found: Vec<ExpectedOccurrence<'_>> = seen.iter().map(ExpectedOccurrence::seen).collect();
    // What comes after the most that is handled one by one is one occurrence without a name.
    match expected.get(..Occurrence::MOST) {
        Some(first) if expected.len() > Occurrence::MOST => {
            assert_eq!(found.split_last(), Some((&ExpectedOccurrence::UNNAMED, first)));
        }
        _ => assert_eq!(found, expected),
    }
    for (seen, expected) in seen.iter().zip(&expected) {
        assert!(seen.handler == "fallback" || Some(seen.handler) == expected.handler(), "{expected:?}: {seen:?}");
    }
    // Serde's own reading of the payload types stops at a key that comes twice.
    if let ([seen], [expected], false) = (&*seen, &*expected, root.has_key_twice()) {
        let (handler, note) = match expected.payload(body) {
            Some(payload) => (expected.handler().unwrap(), payload),
            None => ("fallback", seen.note.clone()),
        };
        assert_eq!((seen.handler, &seen.note), (handler, &note), "{expected:?}");
    }
}

/// An occurrence by its names.
#[derive(Debug, PartialEq, Eq)]
struct ExpectedOccurrence<'n> {
    kind: Option<&'static str>,
    name: &'n str,
    subtype: Option<&'n str>,
}

impl<'n> ExpectedOccurrence<'n> {
    const UNNAMED: Self = Self { kind: None, name: "", subtype: None };

    fn seen(seen: &'n RecordedRun) -> Self {
        let occurrence = &seen.occurrence;
        Self {
            kind: occurrence.kind().map(|kind| kind.as_str()),
            name: occurrence.name().unwrap_or_default(),
            subtype: occurrence.subtype(),
        }
    }

    fn item(kind: &'static str, item: &'n JsonNode) -> Self {
        let text = |key| item.last(key).and_then(JsonNode::text);
        match text("type") {
            Some(name) => Self { kind: Some(kind), name, subtype: text("subtype") },
            None => Self::UNNAMED,
        }
    }

    /// The handler, if the payload fits.
    fn handler(&self) -> Option<&'n str> {
        let narrow = match self.kind {
            Some("interaction") => self.subtype.and_then(|subtype| subtype_handler(self.name, subtype)),
            _ => None,
        };
        narrow.or(Some(self.name))
    }

    /// The payload, written again, where the name is documented and the body fits its type.
    fn payload(&self, body: &[u8]) -> Option<String> {
        macro_rules! first_of {
            ($($payload:ident)+) => {
                $(if self.is::<$payload>() { return again::<$payload>(body); })+
            };
        }
        first_of! {
            Change Verification ProfileDisconnected ProfileInitialSyncCompleted ConferencingProfileDisconnected
            GdprRequested SmartInvite SchedulingConversationJoined SchedulingConversationUpdated
            SchedulingRequestTimeChosen ConferencingAssigned ConferencingFailing
            MeetingAgentActivated MeetingAgentComplete MeetingAgentFailed EventStart EventEnd RealTimeScheduling
            Authorization
        }
        None
    }

    fn is<P: Payload>(&self) -> bool {
        self.kind == Some(P::ROUTE.kind().as_str()) && self.name == P::ROUTE.name()
    }
}

fn again<P: Payload>(body: &[u8]) -> Option<String> {
    let payload: P = serde_json::from_slice(body).ok()?;
    Some(serde_json::to_string(&payload).unwrap())
}

/// The occurrences of a body, by the rules of the documentation.
fn occurrences(root: &JsonNode) -> Vec<ExpectedOccurrence<'_>> {
    let callback = |name| vec![ExpectedOccurrence { kind: Some("callback"), name, subtype: None }];
    let has = |key| root.first(key).is_some();
    // The first one counts, because the rest is read as it says.
    let Some(notification) = root.first("notification") else {
        return match (has("authorization"), has("event") && has("participants")) {
            (true, _) => callback("authorization"),
            (_, true) => callback("real_time_scheduling"),
            _ => vec![ExpectedOccurrence::UNNAMED],
        };
    };
    let Some(name) = notification.last("type").and_then(JsonNode::text) else {
        return vec![ExpectedOccurrence::UNNAMED];
    };
    let items = |kind, key| {
        let list = notification.last(key).map(JsonNode::items).unwrap_or_default();
        list.iter().map(move |item| ExpectedOccurrence::item(kind, item))
    };
    let items: Vec<_> = match name {
        "event_subscription" => {
            items("interaction", "interactions").chain(items("transition", "transitions")).collect()
        }
        _ => Vec::new(),
    };
    if items.is_empty() { vec![ExpectedOccurrence { kind: Some("notification"), name, subtype: None }] } else { items }
}
