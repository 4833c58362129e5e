//! Derive `serde::Deserialize` for the type in `Query<...>`.

use cronofy_hooks::extract::{FromDelivery, Parts, Rejection};
use cronofy_hooks::{Hooks, Query, Secrets, cronofy_handler, handlers};

struct Id;

struct User;

impl<R> FromDelivery<R> for User {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        let Query(Id): Query<Id> = parts.extract().await?;
        Ok(Self)
    }
}

#[cronofy_handler(notification = "change")]
async fn change(_user: User) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}
