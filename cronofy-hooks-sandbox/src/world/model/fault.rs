//! Faults that the sandbox can inject into its notifications and into the calls of its API.

use std::fmt;
use std::str::FromStr;

use cronofy_hooks_contract::{JsonSchema, describe, did_you_mean, schemas};
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

/// When to inject a fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FaultRule {
    /// The fault.
    pub fault: Fault,
    /// The probability, from 0 to 1.
    #[serde(default = "always")]
    pub rate: f64,
    /// Only for notifications, interactions or transitions of this name. A fault of API calls takes a method and a path
    /// instead, where `*` is any part of the path: `POST /v1/calendars/*/events`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<String>,
    /// How often at most; without a limit unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Whether it is injected at all: a rule that is off keeps its place.
    #[serde(default = "enabled", skip_serializing_if = "is_enabled")]
    pub enabled: bool,
}

/// Those of the API.
const METHODS: [&str; 3] = ["DELETE", "GET", "POST"];

const fn always() -> f64 {
    1.0
}

const fn enabled() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_enabled(enabled: &bool) -> bool {
    *enabled
}

impl FaultRule {
    /// A fault that is always injected, unless one of the other methods limits it.
    #[must_use]
    pub const fn new(fault: Fault) -> Self {
        Self { fault, rate: 1.0, only: None, times: None, enabled: true }
    }

    /// Checks the parts that any text or number fits into.
    ///
    /// # Errors
    /// When the rate is no probability, or `only` is no name of the documentation, or no method and path. Such a rule
    /// would never apply.
    pub fn check(&self) -> Result<(), SandboxError> {
        if !(0.0..=1.0).contains(&self.rate) {
            return Err(SandboxError::new(format!(
                "the rate {} is not a probability; write one from 0 to 1",
                self.rate
            )));
        }
        match self.only.as_deref() {
            None => Ok(()),
            Some(only) if self.fault.meets_calls() => match only.split_once(' ') {
                Some((method, path)) if METHODS.contains(&method) && path.starts_with('/') => Ok(()),
                _ => Err(SandboxError::new(format!(
                    "`{only}` names no calls; write a method and a path, such as `POST /v1/channels`, with `*` for any part \
                     of the path"
                ))),
            },
            Some(only) if describe(only).is_some() => Ok(()),
            Some(only) => {
                let hint = did_you_mean(only, notification_names(), "; `cronofy-hooks routes` lists the names");
                Err(SandboxError::new(format!("there is no notification `{only}`{hint}")))
            }
        }
    }

    /// Whether it can still be injected.
    pub(crate) fn is_active(&self) -> bool {
        self.enabled && self.times != Some(0)
    }

    /// Whether it is for calls of this method and path.
    pub(crate) fn is_for_call(&self, method: &str, path: &str) -> bool {
        let is_path = |only: &str| {
            let (parts, given) = (only.split('/'), path.split('/'));
            parts.clone().count() == given.clone().count()
                && parts.zip(given).all(|(part, it)| part == "*" || part == it)
        };
        let is_call = |only: &str| only.split_once(' ').is_some_and(|(its, path)| its == method && is_path(path));
        self.fault.meets_calls() && self.only.as_deref().is_none_or(is_call)
    }

    /// Sets the probability, from 0 to 1.
    #[must_use]
    pub fn rate(self, rate: f64) -> Self {
        Self { rate, ..self }
    }

    /// Limits it to notifications, interactions or transitions of this name. A fault of API calls takes a method and a
    /// path instead, where `*` is any part of the path: `POST /v1/calendars/*/events`.
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

/// The names to which a rule can be limited, each once.
pub(crate) fn notification_names() -> Vec<&'static str> {
    let mut names: Vec<_> = schemas().iter().filter(|it| JsonSchema::is_delivery(it)).map(|it| it.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The rules, and the seed that decides when a rule has a rate.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct FaultRules {
    pub(crate) seed: u64,
    pub(crate) rules: Vec<FaultRule>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_for_calls_of_its_method_and_path() {
        let rule = |only: &str| FaultRule::new(Fault::Unavailable).only(only);
        let events = rule("POST /v1/calendars/*/events");
        assert!(events.is_for_call("POST", "/v1/calendars/cal_1/events"));
        for (method, path) in [
            ("DELETE", "/v1/calendars/cal_1/events"),
            ("POST", "/v1/calendars"),
            ("POST", "/v1/calendars/cal_1/events/evt_1"),
            ("POST", "/v1/calendars/cal_1/event"),
        ] {
            assert!(!events.is_for_call(method, path), "{method} {path}");
        }
        assert!(FaultRule::new(Fault::RateLimited).is_for_call("GET", "/v1/account"));
        assert!(!FaultRule::new(Fault::Drop).is_for_call("GET", "/v1/account"));
    }

    #[test]
    fn a_limit_is_a_notification_or_a_call() {
        for (fault, only, is_right) in [
            (Fault::Unavailable, "POST /v1/channels", true),
            (Fault::Unavailable, "post /v1/channels", false),
            (Fault::Unavailable, "POST v1/channels", false),
            (Fault::Unavailable, "/v1/channels", false),
            (Fault::Unavailable, "change", false),
            (Fault::Drop, "change", true),
            (Fault::Drop, "POST /v1/channels", false),
        ] {
            assert_eq!(FaultRule::new(fault).only(only).check().is_ok(), is_right, "{fault} {only}");
        }
    }
}
