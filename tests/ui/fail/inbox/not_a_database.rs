//! Write `Tx<sqlx::Sqlite>` or `Tx<sqlx::Postgres>`.

use cronofy_hooks::{Hooks, Secrets, Tx, cronofy_handler, handlers};

struct Database;

#[cronofy_handler(notification = "change")]
async fn change(_tx: Tx<Database>) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}
