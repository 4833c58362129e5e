//! `GET` and `POST /v1/smart_invites`.

use serde::Deserialize;
use serde_json::Value;

use crate::api::parameters::{first, required};
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::accept;
use crate::world::World;
use crate::world::model::InviteEvent;
use crate::world::rules::{InviteShown, InviteWrite};

#[derive(Deserialize)]
pub(crate) struct UpsertInviteRequest {
    smart_invite_id: String,
    recipient: Option<InvitePerson>,
    recipients: Option<Vec<InvitePerson>>,
    event: InviteEvent,
    callback_url: Option<String>,
    organizer: Option<InviteOrganizer>,
}

#[derive(Deserialize)]
struct CancelInviteRequest {
    smart_invite_id: String,
    recipient: Option<InvitePerson>,
}

#[derive(Deserialize)]
struct RemoveInvitedRequest {
    smart_invite_id: String,
    recipient: InvitePerson,
}

#[derive(Deserialize)]
struct InvitePerson {
    email: String,
}

#[derive(Deserialize)]
struct InviteOrganizer {
    name: String,
}

impl UpsertInviteRequest {
    pub(crate) fn write(self) -> InviteWrite {
        let for_several = self.recipients.is_some();
        let people = self.recipients.into_iter().flatten().chain(self.recipient);
        InviteWrite {
            smart_invite_id: self.smart_invite_id,
            emails: people.map(|it| it.email).collect(),
            for_several,
            event: self.event,
            callback_url: self.callback_url,
            organizer: self.organizer.map(|it| it.name),
        }
    }
}

pub(crate) fn read(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::application(api, request)?;
    let smart_invite_id = required(request, "smart_invite_id")?;
    let email = first(request, "recipient_email").filter(|it| !it.is_empty());
    api.shared.read(|world| {
        let invite = world.find_invite(smart_invite_id, email).ok_or_else(missing)?;
        let method = if invite.cancelled { "cancel" } else { "request" };
        Ok(ApiResponse::ok(invite.to_json(method, InviteShown::Replies)))
    })
}

pub(crate) fn write(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::application(api, request)?;
    match request.body.get("method").map(Value::as_str) {
        None | Some(Some("request")) => {
            let request: UpsertInviteRequest = accept("request/upsert_smart_invite", &request.body)?;
            api.shared.change(|world| {
                let invite = world.upsert_invite(request.write());
                Ok(ApiResponse::ok(invite.to_json("request", InviteShown::File)))
            })
        }
        Some(Some("cancel")) => {
            let CancelInviteRequest { smart_invite_id, recipient } =
                accept("request/cancel_smart_invite", &request.body)?;
            let email = recipient.map(|it| it.email);
            api.shared.change(|world| {
                let key = key_of(world, &smart_invite_id, email.as_deref())?;
                let invite = world.cancel_invite(&key).ok_or_else(missing)?;
                Ok(ApiResponse::ok(invite.to_json("cancel", InviteShown::File)))
            })
        }
        Some(Some("remove")) => {
            let RemoveInvitedRequest { smart_invite_id, recipient } =
                accept("request/remove_smart_invite_recipient", &request.body)?;
            api.shared.change(|world| {
                let key = key_of(world, &smart_invite_id, None)?;
                let (invite, removed) = world.remove_invited(&key, &recipient.email).ok_or_else(missing)?;
                Ok(ApiResponse::ok(invite.to_json("remove", InviteShown::Removed(&removed))))
            })
        }
        Some(_) => {
            Err(ApiResponse::invalid("method", "errors.invalid", "method must be one of request, cancel, remove"))
        }
    }
}

fn key_of(world: &World, smart_invite_id: &str, email: Option<&str>) -> ApiResult<String> {
    world.find_invite(smart_invite_id, email).map(|it| it.key.clone()).ok_or_else(missing)
}

fn missing() -> ApiResponse {
    ApiResponse::not_found("smart_invite_id", "no smart invite has this smart_invite_id and this recipient")
}
