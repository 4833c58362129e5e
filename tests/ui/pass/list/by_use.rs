//! Handlers of a module, imported: by name, under another name, and all of them.

use cronofy_hooks::{Hooks, Secrets, handlers};

mod calendars {
    #[cronofy_hooks::cronofy_handler(notification = "change")]
    pub async fn change() {}

    #[cronofy_hooks::cronofy_handler(transition = "event_start")]
    pub async fn start() {}
}

mod rest {
    #[cronofy_hooks::cronofy_handler(fallback)]
    pub async fn anything() {}
}

use calendars::{change, start as meeting_starts};
use rest::*;

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, meeting_starts, anything]).into_router().unwrap();
}
