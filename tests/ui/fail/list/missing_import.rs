//! Import the handler, or write its path in the list.

use cronofy_hooks::{Hooks, Secrets, handlers};

mod calendars {
    #[cronofy_hooks::cronofy_handler(notification = "change")]
    pub async fn sync() {}
}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![sync, ..]).into_router();
}
