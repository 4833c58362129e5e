//! All extractors at once, some of them optional.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Attempt, Delivery, Hooks, NotificationId, Occurrence, Path, Query, Secrets, State, cronofy_handler, handlers};

#[derive(Clone)]
struct App;

#[cronofy_handler(notification = "change")]
#[expect(clippy::too_many_arguments, reason = "that is the case")]
async fn change(
    _state: State<App>,
    _again: State<App>,
    _delivery: Delivery,
    _occurrence: Occurrence,
    _id: Option<NotificationId>,
    _attempt: Option<Attempt>,
    _path: Path<u64>,
    _query: Option<Query<(String, u64)>>,
    _change: Change,
) {
}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).state(App).into_router().unwrap();
}
