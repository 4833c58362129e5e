//! [`FaultRule`]: when to inject a fault.

use cronofy_hooks_contract::{JsonSchema, describe, did_you_mean, schemas};
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use crate::error::SandboxError;

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
