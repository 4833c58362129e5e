//! What the words of the API mean, for a person who has never seen it.

use cronofy_hooks_contract::describe;

use crate::world::model::Fault;

/// What a notification means.
pub(super) fn notification(name: &str) -> &'static str {
    describe(name)
        .unwrap_or("Not among the notifications of the documentation. An application takes it in its fallback.")
}

/// `wrong key`: a fault as it is written in a sentence.
pub(super) fn fault_name(fault: Fault) -> String {
    fault.name().replace('_', " ")
}
