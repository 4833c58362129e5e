//! [`Scenario`]: steps that are played one after the other.

use cronofy_hooks::__private::NAMES_USER;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::SandboxError;
use crate::validate::callback_urls_with_user;
use crate::world::model::Step;
use crate::{ClockMode, Sandbox, SandboxBuilder};

/// What stands for the URL of the application in the texts of a step.
const APPLICATION: &str = "{application}";

/// Steps that are played one after the other, on a sandbox that begins the same each time: a bug report, a
/// demonstration or a test as a file. `cronofy-hooks sandbox play` plays one that is written in YAML or JSON; a
/// [`SandboxHandle`](crate::SandboxHandle) runs its [`steps`](Self::steps).
///
/// ```
/// use cronofy_hooks_sandbox::Scenario;
/// use serde_json::json;
///
/// // What the user writes into the calendar reaches the application within ten minutes.
/// let scenario: Scenario = serde_json::from_value(json!({
///     "application": "http://127.0.0.1:3000/cronofy",
///     "starts_at": "2026-06-01T09:00:00Z",
///     "steps": [
///         { "create_channel": { "callback_url": "{application}" } },
///         { "upsert_event": {
///             "by": "user",
///             "summary": "Lunch",
///             "start": "2026-06-01T12:00:00Z",
///             "end": "2026-06-01T13:00:00Z",
///         } },
///         { "advance": "10m" },
///         { "expect": { "deliveries": "name:change is:delivered", "count": 1 } },
///     ],
/// }))?;
/// assert_eq!(scenario.steps()?.len(), 4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Scenario {
    /// The URL of the application. `{application}` stands for it in the texts of the steps.
    pub application: Option<String>,
    /// The time at which the clock starts, paused; now unless set.
    pub starts_at: Option<Timestamp>,
    /// The seed of every random decision.
    #[serde(default)]
    pub seed: u64,
    /// What happens.
    pub steps: Vec<Step>,
}

impl Scenario {
    /// A sandbox as the scenario begins: paused, at its time, with its seed.
    pub fn sandbox(&self) -> SandboxBuilder {
        let sandbox = Sandbox::builder().seed(self.seed).clock(ClockMode::Paused);
        match self.starts_at {
            Some(at) => sandbox.starts_at(at),
            None => sandbox,
        }
    }

    /// The steps, with the URL of the application in place of `{application}`.
    ///
    /// # Errors
    /// When a step needs the URL, and the scenario does not have it; or when the URL of a step names a user or a
    /// password.
    pub fn steps(&self) -> Result<Vec<Step>, SandboxError> {
        self.steps.iter().map(|step| self.with_application(step)).collect()
    }

    fn with_application(&self, step: &Step) -> Result<Step, SandboxError> {
        let invalid =
            |error: serde_json::Error| SandboxError::new("a step of the scenario is no JSON").with_source(error);
        let mut value = serde_json::to_value(step).map_err(invalid)?;
        if value.to_string().contains(APPLICATION) {
            let url = self.application.as_deref().ok_or_else(|| {
                SandboxError::new("the scenario says `{application}` but not what its URL is: set `application`")
            })?;
            replace(&mut value, url);
        }
        // The steps are printed when they are played.
        if let Some(field) = callback_urls_with_user(&value).first() {
            return Err(SandboxError::new(format!("`{field}`: {NAMES_USER}")));
        }
        serde_json::from_value(value).map_err(invalid)
    }
}

fn replace(value: &mut Value, url: &str) {
    match value {
        Value::String(text) => *text = text.replace(APPLICATION, url),
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, url)),
        Value::Object(fields) => fields.values_mut().for_each(|field| replace(field, url)),
        _ => {}
    }
}
