//! Write the offset, also when it is zero: `Offset::minutes(0)`.

use cronofy_hooks::request::{TransitionName, TransitionSubscription};

fn main() {
    let _ = TransitionSubscription::before(TransitionName::EventStart);
}
