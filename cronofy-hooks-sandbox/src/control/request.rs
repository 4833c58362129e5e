//! From a request to a change of the world, or to the reason why there is none.

use serde::Serialize;
use serde_json::Value;

use super::handle::SandboxHandle;
use crate::error::SandboxError;
use crate::validate::{BodyEncoding, Violation, canonicalize};
use crate::world::World;
use crate::world::rules::{EventAuthor, EventRef, EventWrite};

impl SandboxHandle {
    pub(super) fn write(&self, calendar_id: &str, write: EventWrite, by: EventAuthor) -> Result<String, SandboxError> {
        self.shared.change(|world| {
            let account_id = world.owner_of(calendar_id).unwrap_or_default();
            let written = world.upsert_event(&account_id, calendar_id, write, by);
            written.map_err(|error| SandboxError::new(format!("calendar `{calendar_id}`: {error}")))
        })
    }

    pub(super) fn delete(&self, calendar_id: &str, event: &EventRef, by: EventAuthor) -> Result<(), SandboxError> {
        self.change_or_refuse(
            |world| {
                let account_id = world.owner_of(calendar_id);
                account_id.is_some_and(|account_id| world.delete_event(&account_id, calendar_id, event, by).is_ok())
            },
            || {
                let (EventRef::Id(id) | EventRef::Uid(id)) = event;
                format!(
                    "the calendar `{calendar_id}` has no event `{id}`, or it is read-only; `Sandbox::accounts` lists \
                     the calendars to write to"
                )
            },
        )
    }

    /// Makes a change. Returns `refusal` as an error if the change was not made.
    pub(super) fn change_or_refuse(
        &self,
        change: impl FnOnce(&mut World) -> bool,
        refusal: impl FnOnce() -> String,
    ) -> Result<(), SandboxError> {
        if self.shared.change(change) { Ok(()) } else { Err(SandboxError::new(refusal())) }
    }
}

/// The body of a request, canonical as the API makes it.
pub(super) fn body(schema: &str, request: impl Serialize) -> Result<Value, SandboxError> {
    let mut body = json(request)?;
    canonicalize(schema, &mut body, BodyEncoding::Json);
    Ok(body)
}

pub(super) fn json(request: impl Serialize) -> Result<Value, SandboxError> {
    let invalid = "the request is no JSON; use a type of `cronofy_hooks::request`, or `serde_json::json!`";
    serde_json::to_value(request).map_err(|error| SandboxError::new(invalid).with_source(error))
}

/// In the words of the API.
pub(super) fn invalid(violations: Vec<Violation>) -> SandboxError {
    let descriptions: Vec<_> = violations.into_iter().map(|it| it.description).collect();
    SandboxError::new(format!("the request is invalid: {}", descriptions.join("; ")))
}

pub(super) fn check_account(world: &World, account_id: &str) -> Result<(), SandboxError> {
    match world.accounts.contains_key(account_id) {
        true => Ok(()),
        false => Err(SandboxError::new(no_account(account_id))),
    }
}

pub(super) fn no_account(account_id: &str) -> String {
    format!("there is no account `{account_id}`; `Sandbox::accounts` lists the accounts")
}

pub(super) fn no_profile(profile_id: &str) -> String {
    format!("there is no profile `{profile_id}`; `Sandbox::accounts` lists the profiles")
}
