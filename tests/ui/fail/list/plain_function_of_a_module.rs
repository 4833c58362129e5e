//! Put `#[cronofy_handler(...)]` on the function.

use cronofy_hooks::{Hooks, Secrets, handlers};

mod calendars {
    pub async fn sync() {}
}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![calendars::sync, ..]).into_router();
}
