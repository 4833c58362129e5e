//! Call `.into_worker()`, or begin with `Hooks::new(secrets).inbox(...)`.

use cronofy_hooks::{Hooks, Inbox, handlers};

fn router(inbox: impl Inbox) {
    let _ = Hooks::worker_only(inbox).handlers(handlers![..]).into_router();
}

fn main() {}
