//! Write `Hooks<impl ProvidedBy<()>>`; with a state, `Hooks<impl ProvidedBy<App>, App>`.

use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
async fn change() {}

fn hooks() -> Hooks {
    Hooks::new(Secrets::new(["secret"]).unwrap()).handlers(handlers![change, ..])
}

fn main() {
    let _ = hooks().into_router();
}
