//! Release the lock before the `await`, or use `tokio::sync::Mutex`.

use std::sync::Mutex;

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

static COUNT: Mutex<u32> = Mutex::new(0);

#[cronofy_handler(notification = "change")]
async fn change(_change: Change) {
    let mut count = COUNT.lock().unwrap();
    tokio::task::yield_now().await;
    *count += 1;
}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}
