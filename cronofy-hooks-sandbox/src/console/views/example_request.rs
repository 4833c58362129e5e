//! A form that asks other people for something as the application does, so that each kind can be tried without one.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use serde_json::json;

use super::requests;
use super::trigger::known_url;
use crate::clock::later;
use crate::console::{Console, FormField, FormFields, check_url, form_time};
use crate::control::SandboxHandle;
use crate::error::SandboxError;
use crate::world::World;
use crate::world::model::{
    AccessRequest, AskedAccess, Attachment, AttachmentReview, InteractionSubscription, Subscription,
};

/// What can be asked for, with its endpoint.
const KINDS: [(&str, &str); 5] = [
    ("invite", "A smart invite: POST /v1/smart_invites"),
    ("conversation", "A scheduling conversation: POST /v1/scheduling_conversations"),
    ("authorization", "Access to another account: POST /v1/delegated_authorizations"),
    ("access", "A conferencing account: POST /v1/conferencing_service_authorizations"),
    ("attachment", "A review of an attachment: POST /v1/attachments"),
];

/// `POST /requests`
pub(crate) async fn create(State(console): State<Console>, headers: HeaderMap, mut posted: FormFields) -> Response {
    let url = posted.field("url").trim().to_owned();
    posted.reject("url", check_url(&url));
    if posted.is_valid() {
        match ask(&console, posted.field("kind"), &url) {
            Ok(()) => return console.done(requests::PATH, "Created the request. Answer it below."),
            Err(error) => posted.reject("kind", Some(format!("The request was not created: {error:#}."))),
        }
    }
    requests::show(&console, &headers, &posted)
}

/// What the form holds at first.
pub(super) fn values(world: &World) -> FormFields {
    FormFields::new([("kind", "invite".to_owned()), ("url", known_url(world))])
}

pub(super) fn section(console: &Console, values: &FormFields) -> Markup {
    html! {
        section.panel aria-labelledby="example" {
            h2 id="example" { "Create an example" }
            p.quiet { "It asks as your application would." }
            form.fields method="post" action=(requests::PATH) data-still=[values.still()] {
                (console.token())
                (FormField { name: "kind", label: "Request", ..FormField::default() }.show_choice(values, KINDS))
                (FormField {
                    name: "url", label: "Callback URL", mode: "url",
                    hint: "Where your application listens, on this machine.", ..FormField::default()
                }.show(values))
                button.main type="submit" { "Create the example" }
            }
        }
    }
}

fn ask(console: &Console, kind: &str, url: &str) -> Result<(), SandboxError> {
    let sandbox = SandboxHandle::new(std::sync::Arc::clone(&console.shared));
    let accounts = sandbox.accounts();
    let none = || SandboxError::new("there is no account; add one first");
    let account_id = accounts.first().ok_or_else(none)?.account_id.clone();
    let start = form_time::next_hour(later(sandbox.now(), SignedDuration::from_hours(24)));
    let hours = |count| Timestamp::to_string(&later(start, SignedDuration::from_hours(count)));
    // The number of the request that this makes, so that an example changes no earlier one.
    let number = console.shared.read(|world| world.ids.last() + 1);
    match kind {
        "invite" => sandbox.upsert_smart_invite(json!({
            "smart_invite_id": format!("example-{number}"),
            "callback_url": url,
            "recipients": [{ "email": "grace@example.com" }, { "email": "karl@example.com" }],
            "event": { "summary": "Board meeting", "start": hours(0), "end": hours(1) },
        })),
        "conversation" => {
            // Its notifications go to channels that ask for them.
            sandbox.create_channel(
                &account_id,
                json!({ "callback_url": url, "scheduling_conversations": { "enabled": true } }),
            )?;
            let request = json!({
                "subject": format!("Project review {number}"),
                "participants": [
                    { "sub": account_id, "slots": { "selection_method": "auto" } },
                    { "common_name": "Karl", "participant_id": "@karl" },
                ],
                "required_duration": { "minutes": 60 },
                "available_periods": [{ "start": hours(0), "end": hours(8) }],
            });
            sandbox.start_conversation(&account_id, request).map(drop)
        }
        "authorization" => {
            let email = format!("room-{number}@example.com");
            let request = json!({ "email": email, "callback_url": url, "scope": "read_events create_event" });
            sandbox.request_access(&account_id, request).map(drop)
        }
        "access" => {
            let asks_for = AskedAccess::Conferencing("go_to".to_owned());
            let request = AccessRequest { account_id, redirect_uri: url.to_owned(), asks_for };
            console.shared.change(|world| world.request_access(request));
            Ok(())
        }
        "attachment" => {
            console.shared.change(|world| world.add_attachment(attachment(number, url)));
            Ok(())
        }
        other => {
            let known: Vec<_> = KINDS.into_iter().map(|(name, _)| name).collect();
            Err(SandboxError::new(format!("there is no request `{other}`; choose one of {}", known.join(", "))))
        }
    }
}

pub(crate) fn attachment(number: u64, url: &str) -> Attachment {
    let interactions = ["attachment_approved", "attachment_rejected"];
    let interactions = interactions.map(|name| InteractionSubscription { r#type: name.to_owned() });
    let subscription = Subscription {
        r#type: "webhook".to_owned(),
        uri: url.to_owned(),
        interactions: interactions.into(),
        transitions: Vec::new(),
    };
    Attachment {
        attachment_id: String::new(),
        file_name: format!("agenda-{number}.txt"),
        content_type: "text/plain".to_owned(),
        // Of an empty file.
        md5: "d41d8cd98f00b204e9800998ecf8427e".to_owned(),
        subscriptions: vec![subscription],
        review: AttachmentReview::Pending,
    }
}
