//! A trigger's name may be of any type, may be missing, and stands beside an unlisted route.

use cronofy_hooks::payload::{EventEnd, EventStart};
use cronofy_hooks::{Hooks, Secrets, Trigger, Unhandled, cronofy_handler, handlers};

#[derive(serde::Deserialize)]
enum Reminder {
    Soon,
}

#[cronofy_handler(transition = "event_start")]
async fn event_start(_: EventStart, Trigger(Reminder::Soon): Trigger<Reminder>) {}

#[cronofy_handler(transition = "event_end")]
async fn event_end(trigger: Option<Trigger<u64>>, _: EventEnd) {
    let _: Option<u64> = trigger.map(|trigger| *trigger + 1);
}

#[cronofy_handler(transition = "event_moved", unlisted)]
async fn event_moved(_: Trigger<String>) {}

#[cronofy_handler(fallback)]
async fn rest(_: Unhandled, _: Option<Trigger<String>>) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![event_start, event_end, event_moved, rest]).into_router().unwrap();
}
