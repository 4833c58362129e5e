//! [`FaultPreset`]: the rules for a situation that many applications meet.

use super::fault::Fault;
use super::fault_rule::FaultRule;

/// Rules for a situation that many applications meet.
#[derive(Debug)]
pub(crate) struct FaultPreset {
    pub(crate) name: &'static str,
    /// What its rules do, in a sentence.
    pub(crate) description: &'static str,
    /// Each with its rate, and how often at most.
    rules: &'static [(Fault, f64, Option<u32>)],
}

impl FaultPreset {
    pub(crate) const ALL: [Self; 5] = [
        Self {
            name: "bad wireless",
            description: "Some requests are lost, late, cut, slow or sent twice.",
            rules: &[
                (Fault::Drop, 0.1, None),
                (Fault::Cut, 0.05, None),
                (Fault::Delay, 0.1, None),
                (Fault::SlowBody, 0.02, None),
                (Fault::Duplicate, 0.05, None),
            ],
        },
        Self {
            name: "deploy",
            description: "The application restarts: the next two requests are cut, and ten more do not arrive.",
            rules: &[(Fault::Cut, 1.0, Some(2)), (Fault::Drop, 1.0, Some(10))],
        },
        Self {
            name: "wrong order",
            description: "Notifications overtake each other, and some come twice.",
            rules: &[(Fault::Reorder, 0.25, None), (Fault::Duplicate, 0.25, None)],
        },
        Self {
            name: "busy service",
            description: "Some calls of the API are refused for a while, and the answers of some are lost.",
            rules: &[
                (Fault::RateLimited, 0.1, None),
                (Fault::Unavailable, 0.05, None),
                (Fault::AnswerLost, 0.02, None),
            ],
        },
        Self {
            name: "new version of the service",
            description: "Notifications with names that your application does not know come in between.",
            rules: &[(Fault::UnknownType, 0.2, None), (Fault::UnknownSubtype, 0.2, None)],
        },
    ];

    pub(crate) fn rules(&self) -> impl Iterator<Item = FaultRule> {
        self.rules.iter().map(|(fault, rate, times)| FaultRule { times: *times, ..FaultRule::new(*fault).rate(*rate) })
    }
}
