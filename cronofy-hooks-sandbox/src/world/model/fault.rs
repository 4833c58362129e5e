//! Faults that the sandbox can inject into its notifications and into the calls of its API.

use std::fmt;
use std::str::FromStr;

use cronofy_hooks_contract::did_you_mean;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::SandboxError;

/// Everything about each fault: its name in rules and on the command line, what goes wrong, and what the application
/// makes of it.
macro_rules! faults {
    ($($fault:ident $name:literal $description:literal $received:literal,)*) => {
        /// A fault of one notification, or of one call of the API.
        ///
        /// [`Fault::RateLimited`], [`Fault::Unavailable`], [`Fault::Unauthorized`] and [`Fault::AnswerLost`] meet calls of
        /// the API, those for tokens as well. The others meet notifications.
        ///
        /// A notification meets its fault on the way to the application or back, so none of the application's answers
        /// becomes a failure that `Hooks::on_answer` reports. A request that arrives whole and signed is answered as its
        /// handler decides: for a failure, let the handler fail, without an inbox.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[non_exhaustive]
        pub enum Fault {
            $(#[doc = $description] #[doc = ""] #[doc = $received] #[serde(rename = $name)] $fault,)*
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
    Drop "drop" "The request never arrives, which counts as a failure; the service does not wait for an answer."
        "The application receives nothing.",
    Duplicate "duplicate" "The request arrives twice."
        "The application handles and answers both. One success is enough.",
    Reorder "reorder" "Later notifications overtake it."
        "The application handles and answers it as any other.",
    Delay "delay" "The request arrives minutes late."
        "The application handles and answers it as any other.",
    Truncate "truncate" "The body ends too early, and its Content-Length fits."
        "The application answers 401, because the signature is that of the whole body, and `Hooks::on_answer` does not report it.",
    WrongKey "wrong_key" "It is signed with the secret of another application."
        "The application answers 401, and `Hooks::on_answer` does not report it.",
    UnknownType "unknown_type" "A notification of an unknown type comes before it."
        "The application hands the unknown one to its fallback, and answers 204 if it has none.",
    UnknownSubtype "unknown_subtype" "A notification with an unknown subtype comes before it."
        "The application hands the unknown one to the handler without a subtype, or to its fallback, and answers 204 if it has neither.",
    SlowBody "slow_body" "The body comes so slowly that the deadline passes first."
        "The application never has the whole body: it calls no handler, and `Hooks::on_answer` does not report it.",
    Cut "cut" "The connection is cut after the request has arrived, before the answer."
        "The application handles it and answers, so for the application it can be a success. Only the answer is lost, and the sandbox sends again what the service would.",
    RateLimited "rate_limited" "The API does not carry out the call, and answers 429."
        "The client waits and calls again.",
    Unavailable "unavailable" "The API does not carry out the call, and answers 503."
        "The client calls again if that does no harm; else the application gets the error.",
    Unauthorized "unauthorized" "The API does not carry out the call, and answers 401, as if the access token had expired."
        "The client refreshes the token and calls again; after a second 401 the application gets the error.",
    AnswerLost "answer_lost" "The API carries out the call, but the connection breaks off before the answer."
        "The client calls again if that does no harm; else the application does not know whether the call was carried out.",
}

impl Fault {
    /// The same within a sentence, for a reader who has not chosen the fault.
    pub(crate) fn explanation(self) -> String {
        let mut letters = self.description().trim_end_matches('.').chars();
        let first = letters.next().into_iter().flat_map(char::to_lowercase);
        format!("an injected fault: {}", first.chain(letters).collect::<String>())
    }

    /// Whether it meets calls of the API, and not notifications.
    #[must_use]
    pub const fn meets_calls(self) -> bool {
        matches!(self, Self::RateLimited | Self::Unavailable | Self::Unauthorized | Self::AnswerLost)
    }

    /// Whether the attempt fails with every application that works.
    pub(crate) const fn makes_fail(self) -> bool {
        matches!(self, Self::Drop | Self::Cut | Self::SlowBody | Self::Truncate | Self::WrongKey)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// By its name. The error of an unknown name says which ones are similar.
impl FromStr for Fault {
    type Err = SandboxError;

    fn from_str(name: &str) -> Result<Self, SandboxError> {
        Self::ALL.into_iter().find(|it| it.name() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::name);
            let hint = did_you_mean(name, names, &format!("; write one of {}", names.join(", ")));
            SandboxError::new(format!("there is no fault `{name}`{hint}"))
        })
    }
}

impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
