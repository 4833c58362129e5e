//! Make the function visible to the list: `pub(crate) async fn`.

use cronofy_hooks::{Hooks, Secrets, handlers};

mod calendars {
    #[cronofy_hooks::cronofy_handler(notification = "change")]
    async fn change() {}
}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![calendars::change, ..]).into_router();
}
