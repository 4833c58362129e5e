//! The values come from the arguments of a `macro_rules!`.

use cronofy_hooks::payload::{Change, Verification};
use cronofy_hooks::{Delivery, Hooks, Secrets, cronofy_handler, handlers};

mod keys {
    pub(crate) fn by_query(delivery: &cronofy_hooks::Delivery) -> Option<String> {
        delivery.uri().query().map(str::to_owned)
    }
}

fn by_user(_delivery: &Delivery) -> Option<String> {
    None
}

macro_rules! notifications {
    ($($name:ident: $text:literal => $payload:ty, $retries:literal, $timeout:expr, $key:path;)*) => {
        $(
            #[cronofy_handler(notification = $text, retries = $retries, timeout = $timeout, key = $key)]
            async fn $name(_payload: $payload) {}
        )*

        fn router(hooks: Hooks) -> axum::Router {
            hooks.handlers(handlers![$($name,)* ..]).into_router().unwrap()
        }
    };
}

notifications! {
    change: "change" => Change, 5, "2m", by_user;
    verification: "verification" => Verification, 0, "30s", keys::by_query;
}

pub(crate) fn main() {
    let _ = router(Hooks::new(Secrets::new(["secret"]).unwrap()));
}
