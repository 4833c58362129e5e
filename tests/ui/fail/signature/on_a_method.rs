//! Move the function out of the `impl`, and take `State<App>` in place of `self`.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

struct App;

impl App {
    #[cronofy_handler(notification = "change")]
    async fn sync(&self, _change: Change) {}
}

#[cronofy_handler(notification = "change")]
async fn change(_change: Change) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}
