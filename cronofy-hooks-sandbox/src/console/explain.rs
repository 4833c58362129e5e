//! What the words of the API mean, for a person who has never seen it.

use cronofy_hooks_contract::describe;

use crate::world::model::Fault;

/// What a notification means.
pub(super) fn notification(name: &str) -> &'static str {
    describe(name)
        .unwrap_or("Not among the notifications of the documentation. An application takes it in its fallback.")
}

/// What goes wrong, in a sentence.
pub(super) fn fault(fault: Fault) -> &'static str {
    match fault {
        Fault::Drop => "The request never arrives.",
        Fault::Duplicate => "The request arrives twice.",
        Fault::Reorder => "Later notifications overtake it.",
        Fault::Delay => "The request arrives minutes late.",
        Fault::Truncate => "The body ends too early.",
        Fault::WrongKey => "It is signed with the secret of another application.",
        Fault::UnknownType => "A notification of an unknown type comes before it.",
        Fault::UnknownSubtype => "A notification with an unknown subtype comes before it.",
        Fault::SlowBody => "The body comes so slowly that the deadline passes first.",
        Fault::Cut => "The connection is cut before the answer.",
    }
}

/// `wrong key`: a fault as it is written in a sentence.
pub(super) fn fault_name(fault: Fault) -> String {
    fault.name().replace('_', " ")
}
