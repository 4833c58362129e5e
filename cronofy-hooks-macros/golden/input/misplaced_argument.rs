use cronofy_hooks::payload::Change;
use cronofy_hooks::{cronofy_handler, extract};

struct EventStart;

impl<R> extract::FromDelivery<R> for EventStart {
    async fn from_delivery(_: &mut extract::Parts) -> Result<Self, extract::Rejection> {
        Ok(Self)
    }
}

#[cronofy_handler(notification = "change")]
async fn change(change: Change, start: EventStart) {
    drop((change, start));
}
