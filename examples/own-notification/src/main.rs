//! Handles `attachment_approved`, an interaction that cronofy-hooks has no type for: the type comes from
//! `schemas/`, by way of `build.rs`.

#[expect(unreachable_pub, reason = "the generated types are public, for crates that hand them on")]
mod notifications;

use std::error::Error;
use std::io::Write as _;

use cronofy_hooks::send::DeliveryRequest;
use cronofy_hooks::{Hooks, Secrets, StartError, cronofy_handler, handlers};

use crate::notifications::AttachmentApproved;

/// Attaches the file to its event.
#[cronofy_handler(interaction = "attachment_approved", unlisted)]
async fn attachment_approved(approved: AttachmentApproved) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{} was approved", approved.attachment.attachment_id)
}

fn hooks(secrets: Secrets) -> Result<cronofy_hooks::HooksService, StartError> {
    Hooks::new(secrets).handlers(handlers![attachment_approved, ..]).into_service()
}

const BODY: &str = r#"{
    "notification": { "type": "event_subscription", "interactions": [{ "type": "attachment_approved" }] },
    "attachment": { "attachment_id": "att_64a1f0c2d9e4b7001c5a3e10" }
}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let secrets = Secrets::new(["CRN_only_for_this_example"])?;
    let answer = DeliveryRequest::body(BODY).signed_with(&secrets).send_to(hooks(secrets)?).await;
    if answer.status != 204 {
        return Err(format!("answered {}: {}", answer.status, answer.text).into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[tokio::test]
    async fn the_type_of_the_own_schema_is_decoded_and_checked() {
        let secrets = Secrets::new(["CRN_test"]).unwrap();
        let hooks = Hooks::new(secrets.clone()).handlers(handlers![attachment_approved, ..]);
        let unhandled = hooks.unhandled();
        let service = hooks.into_service().unwrap();

        let fits = DeliveryRequest::body(BODY).signed_with(&secrets).send_to(service.clone()).await;
        assert_eq!(fits.status, 204);
        assert!(unhandled.counts().is_empty(), "{:?}", unhandled.counts());

        let without_id = BODY.replace("attachment_id", "other_id");
        let mismatch = DeliveryRequest::body(without_id).signed_with(&secrets).send_to(service).await;
        assert_eq!(mismatch.status, 204);
        let name = r#"interaction "attachment_approved""#;
        assert_eq!(unhandled.counts().get(name), Some(&1));
    }
}
