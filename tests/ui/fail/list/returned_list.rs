//! Write `Handlers<impl ProvidedBy<()>>`, with the type of the state in place of `()`.

use cronofy_hooks::{Handlers, Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
async fn change() {}

fn list() -> Handlers {
    handlers![change, ..]
}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(list()).into_router();
}
