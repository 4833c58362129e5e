//! Faults that the sandbox can inject into its notifications.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Everything about each fault: its name in rules and on the command line, and what goes wrong.
macro_rules! faults {
    ($($fault:ident $name:literal $description:literal,)*) => {
        /// A fault of one request.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Fault {
            $(#[doc = $description] #[serde(rename = $name)] $fault,)*
        }

        impl Fault {
            /// All faults.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$fault),*];

            /// Its name in rules and on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$fault => $name,)* }
            }

            /// What goes wrong, in a sentence.
            pub(crate) const fn description(self) -> &'static str {
                match self { $(Self::$fault => $description,)* }
            }
        }
    };
}

faults! {
    Drop "drop" "The request never arrives, and the service does not wait for an answer.",
    Duplicate "duplicate" "The request arrives twice.",
    Reorder "reorder" "Later notifications overtake it.",
    Delay "delay" "The request arrives minutes late.",
    Truncate "truncate" "The body ends too early, and its Content-Length fits.",
    WrongKey "wrong_key" "It is signed with the secret of another application.",
    UnknownType "unknown_type" "A notification of an unknown type comes before it.",
    UnknownSubtype "unknown_subtype" "A notification with an unknown subtype comes before it.",
    SlowBody "slow_body" "The body comes so slowly that the deadline passes first.",
    Cut "cut" "The connection is cut after the request has arrived, before the answer.",
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// When to inject a fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FaultRule {
    /// The fault.
    pub fault: Fault,
    /// The probability, from 0 to 1.
    #[serde(default = "always")]
    pub rate: f64,
    /// Only for notifications, interactions or transitions of this name.
    pub only: Option<String>,
    /// How often at most; without a limit unless set.
    pub times: Option<u32>,
}

const fn always() -> f64 {
    1.0
}

impl FaultRule {
    /// A fault that is always injected, unless one of the other methods limits it.
    #[must_use]
    pub const fn new(fault: Fault) -> Self {
        Self { fault, rate: 1.0, only: None, times: None }
    }

    /// Sets the probability, from 0 to 1.
    #[must_use]
    pub fn rate(self, rate: f64) -> Self {
        Self { rate, ..self }
    }

    /// Limits it to notifications, interactions or transitions of this name.
    #[must_use]
    pub fn only(self, name: impl Into<String>) -> Self {
        Self { only: Some(name.into()), ..self }
    }

    /// Limits how often it is injected.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }
}

/// The rules, and the seed that decides when a rule has a rate.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct FaultRules {
    pub(crate) seed: u64,
    pub(crate) rules: Vec<FaultRule>,
}
