//! Handlers and list inside a function, one of them under a name that the module has as well.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[expect(dead_code, reason = "shadowed")]
fn change() {}

pub(crate) fn main() {
    #[cronofy_handler(notification = "change")]
    async fn change(_change: Change) {}

    fn build(hooks: Hooks) -> axum::Router {
        #[cronofy_handler(fallback)]
        async fn rest() {}

        hooks.handlers(handlers![change, rest]).into_router().unwrap()
    }
    let _ = build(Hooks::new(Secrets::new(["secret"]).unwrap()));
}
