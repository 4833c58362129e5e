use cronofy_hooks::payload::Change;
use cronofy_hooks::{State, cronofy_handler};

#[cfg(not(any()))]
#[cronofy_handler(notification = "change")]
async fn change(#[cfg(any())] _nowhere: State<Nowhere>, change: Change) {
    drop(change);
}
