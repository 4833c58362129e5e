//! Handlers under conditions.

use cronofy_hooks::payload::{Change, EventEnd, EventStart, Verification};
use cronofy_hooks::{Hooks, Secrets, State, Unhandled, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
async fn change(_change: Change) {}

#[cfg(any())]
#[cronofy_handler(transition = "event_start")]
async fn start(_start: EventStart, _nowhere: State<Nowhere>) {}

#[cfg(not(any()))]
#[cronofy_handler(transition = "event_start")]
async fn start(_start: EventStart, _name: State<String>) {}

#[expect(dead_code, reason = "not in the list")]
#[cronofy_handler(transition = "event_end")]
async fn end(_end: EventEnd) {}

#[cronofy_handler(notification = "verification")]
async fn verification(_verification: Verification) {}

#[cronofy_handler(fallback)]
async fn rest(_unhandled: Unhandled) {}

pub(crate) fn main() {
    let list = handlers![
        #[cfg(any())] nowhere::at_all,
        change,
        #[cfg(all())] #[cfg(not(any()))] start,
        #[cfg(not(any()))]
        #[cfg(any())]
        end,
        #[cfg(any())] left_out,
        verification,
        rest,
    ];
    let names: Vec<_> = list.routes().map(|(_, name)| name).collect();
    assert_eq!(names, ["change", "start", "verification", "rest"]);
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(list).state(String::new()).into_router().unwrap();
}
