//! Ask for each in a subscription to one transition of its own.

use cronofy_hooks::request::{Offset, TransitionName, TransitionSubscription};

fn main() {
    let before = TransitionSubscription::before(TransitionName::EventStart, Offset::minutes(5));
    let _ = before.after(TransitionName::EventStart, Offset::minutes(5));
}
