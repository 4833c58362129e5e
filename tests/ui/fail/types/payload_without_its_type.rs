//! Write the type: `let change: Change = parts.payload().await?;`.

use cronofy_hooks::extract::{FromDelivery, Parts, Rejection};
use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

struct Noted;

impl FromDelivery<Change> for Noted {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        let _change = parts.payload().await?;
        Ok(Self)
    }
}

#[cronofy_handler(notification = "change")]
async fn change(_noted: Noted) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}
