//! Derive `serde::Deserialize` for the type.

use cronofy_hooks::{Hooks, Secrets, Trigger, cronofy_handler, handlers};

enum Reminder {
    TenMinutes,
}

#[cronofy_handler(transition = "event_start")]
async fn event_start(_reminder: Trigger<Reminder>) {}

fn main() {
    let _ = Reminder::TenMinutes;
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![event_start, ..]).into_router();
}
