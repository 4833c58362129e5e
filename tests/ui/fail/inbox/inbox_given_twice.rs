//! Give one inbox.

use cronofy_hooks::{Hooks, Inbox, handlers};

fn start(inbox: impl Inbox + Clone) {
    let hooks = Hooks::worker_only(inbox.clone()).handlers(handlers![..]);
    let _ = hooks.inbox(inbox).into_worker();
}

fn main() {}
