//! Take `Tx<sqlx::Postgres>` of `cronofy_hooks`, with an inbox.

use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

mod sqlx {
    pub struct Transaction<DB>(DB);
    pub struct Postgres;
}

#[cronofy_handler(notification = "change")]
async fn change(_tx: sqlx::Transaction<sqlx::Postgres>) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}
