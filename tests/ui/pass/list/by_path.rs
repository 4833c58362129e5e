//! Handlers of a module, by their paths.

use cronofy_hooks::{Hooks, Secrets, handlers};

mod calendars {
    #[cronofy_hooks::cronofy_handler(notification = "change")]
    pub(crate) async fn change() {}

    pub(crate) mod events {
        #[cronofy_hooks::cronofy_handler(transition = "event_start")]
        pub(in crate) async fn start() {}
    }
}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![calendars::change, crate::list::by_path::calendars::events::start, ..]).into_router().unwrap();
}
