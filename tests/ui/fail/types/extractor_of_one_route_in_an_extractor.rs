//! Run an extractor for one route by its trait: `<Since as FromDelivery<Change>>::from_delivery(parts)`.

use cronofy_hooks::extract::{FromDelivery, Parts, Rejection};
use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

struct Since(String);

impl FromDelivery<Change> for Since {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        let change: Change = parts.payload().await?;
        Ok(Self(change.changes_since.to_string()))
    }
}

struct Recent;

impl FromDelivery<Change> for Recent {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        let Since(since) = parts.extract::<Since>().await?;
        if since.is_empty() { Err(Rejection::unhandled("too old")) } else { Ok(Self) }
    }
}

#[cronofy_handler(notification = "change")]
async fn change(_recent: Recent) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}
