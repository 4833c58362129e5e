use cronofy_hooks::cronofy_handler;
use cronofy_hooks::payload::Change;

/// Pulls what changed.
///
/// Only the first paragraph is kept.
#[cronofy_handler(notification = "change")]
async fn change(change: Change) {
    drop(change);
}
