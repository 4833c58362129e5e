//! Implement `FromDelivery` for the type, or take `State<App>`.

use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

struct App;

#[cronofy_handler(notification = "change")]
async fn change(_app: App) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}
