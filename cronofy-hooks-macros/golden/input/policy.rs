use cronofy_hooks::payload::Change;
use cronofy_hooks::{Delivery, cronofy_handler};

#[cronofy_handler(
    notification = "change",
    retries = 5,
    backoff = "1s..1h",
    timeout = "2m",
    window = "5s",
    key = "channel",
)]
async fn change(change: Change) {
    drop(change);
}

#[cronofy_handler(fallback, retries = 0, backoff = "30s", key = by_user)]
async fn anything_else(delivery: Delivery) {
    drop(delivery);
}

fn by_user(delivery: &Delivery) -> Option<String> {
    delivery.uri().query().map(str::to_owned)
}
