use cronofy_hooks::{Unhandled, cronofy_handler};

#[cronofy_handler(fallback)]
async fn anything_else(unhandled: Unhandled) {
    drop(unhandled);
}
