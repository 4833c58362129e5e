//! Handlers that a `macro_rules!` writes without any argument, types and arguments included.

use cronofy_hooks::{Hooks, Secrets, handlers};

macro_rules! application {
    () => {
        #[cronofy_hooks::cronofy_handler(notification = "change")]
        async fn change(change: Option<cronofy_hooks::NotificationId>, parts: cronofy_hooks::Delivery) -> Result<(), String> {
            let _ = (change, parts);
            Ok(())
        }
    };
}

application!();

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router().unwrap();
}
