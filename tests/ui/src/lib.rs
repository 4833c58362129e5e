//! Handlers of another crate: what the cases list by path and by `use`.

pub mod complete;

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Unhandled, cronofy_handler};

/// Takes a change.
#[cronofy_handler(notification = "change")]
pub async fn change(_change: Change) {}

/// Takes what no other handler takes.
#[cronofy_handler(fallback)]
pub async fn anything_else(_unhandled: Unhandled) {}
