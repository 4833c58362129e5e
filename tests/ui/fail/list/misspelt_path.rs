//! Write the name of the function.

use cronofy_hooks::{Hooks, Secrets, handlers};

mod calendars {
    #[cronofy_hooks::cronofy_handler(notification = "change")]
    pub async fn change() {}
}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![calendars::chnage, ..]).into_router();
}
