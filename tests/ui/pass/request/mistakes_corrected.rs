//! The mistakes in requests, each as its message says to write it.

use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::payload::EventStart;
use cronofy_hooks::request::{CreateMeetingAgent, Offset, TransitionName, UpsertEvent};
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(transition = "event_start")]
async fn event_start(_start: EventStart) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap()).handlers(handlers![event_start, ..]);
    let both = hooks
        .subscription("https://example.com/cronofy")
        .before(TransitionName::EventStart, Offset::minutes(5))
        .after(TransitionName::EventStart, Offset::minutes(0));
    let agent = CreateMeetingAgent::new("https://example.com/room").subscription(both.build().unwrap());
    let start: Timestamp = "2026-06-01T10:00:00Z".parse().unwrap();
    let end: Timestamp = "2026-06-01T11:00:00Z".parse().unwrap();
    let _ = (agent, UpsertEvent::new("board-42", "Board meeting", start, end));
}
