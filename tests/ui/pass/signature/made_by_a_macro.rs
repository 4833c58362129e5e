//! Handlers that a `macro_rules!` makes: name, text and type come from its arguments.

use cronofy_hooks::payload::{Change, Verification};
use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers};

#[derive(Clone)]
struct App;

macro_rules! notifications {
    ($($name:ident: $text:literal => $payload:ty;)*) => {
        $(
            #[cronofy_handler(notification = $text)]
            async fn $name(_payload: $payload, State(_app): State<App>) {}
        )*

        fn router(hooks: Hooks) -> axum::Router {
            hooks.handlers(handlers![$($name,)* ..]).state(App).into_router().unwrap()
        }
    };
}

notifications! { change: "change" => Change; verification: "verification" => Verification; }

pub(crate) fn main() {
    let _ = router(Hooks::new(Secrets::new(["secret"]).unwrap()));
}
