//! A `'static` reference that implements `FromDelivery`.

use cronofy_hooks::extract::{FromDelivery, Parts, Rejection};
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

struct Settings;

impl<R> FromDelivery<R> for &'static Settings {
    async fn from_delivery(_: &mut Parts) -> Result<Self, Rejection> {
        Ok(&Settings)
    }
}

#[cronofy_handler(notification = "change")]
async fn change(_settings: &'static Settings) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router().unwrap();
}
