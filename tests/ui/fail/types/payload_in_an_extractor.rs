//! Take the payload with `parts.payload()`.

use cronofy_hooks::extract::{FromDelivery, Parts, Rejection};
use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

struct Since(String);

impl FromDelivery<Change> for Since {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        let change: Change = parts.extract().await?;
        Ok(Self(change.changes_since.to_string()))
    }
}

#[cronofy_handler(notification = "change")]
async fn change(Since(_since): Since) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}
