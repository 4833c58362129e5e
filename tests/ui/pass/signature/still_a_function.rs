//! The function can be called as before, from a test for instance.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Outcome, cronofy_handler};

#[cronofy_handler(notification = "change")]
async fn change(_change: Change) -> Outcome {
    Outcome::Done
}

pub(crate) fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let outcome = runtime.block_on(change(Change::default()));
    assert!(matches!(outcome, Outcome::Done));
}
