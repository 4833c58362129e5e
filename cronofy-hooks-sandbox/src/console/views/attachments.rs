//! Attachments, which the service approves or rejects.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::requests::{PATH, part};
use super::status;
use super::status::table;
use crate::console::{BadgeTone, Console, FormFields, badge};
use crate::world::World;
use crate::world::model::{Attachment, AttachmentReview, NotificationSubject};

/// `POST /requests/attachments`
pub(crate) async fn review(State(console): State<Console>, posted: FormFields) -> Response {
    let approved = posted.field("decision") == "approve";
    match console.shared.change(|world| world.review_attachment(posted.field("id"), approved)) {
        true if approved => console.done(PATH, "Approved the attachment, and notified its subscriptions."),
        true => console.done(PATH, "Rejected the attachment, and notified its subscriptions."),
        false => console.refused(PATH, "The attachment was reviewed already. Reload the page."),
    }
}

fn decide(console: &Console, attachment: &Attachment, decision: &str, label: &str) -> Markup {
    let id = &attachment.attachment_id;
    let of = format!("{}, {id}", attachment.file_name);
    console.staying("/requests/attachments", label, &of, &[("id", id), ("decision", decision)])
}

pub(super) fn section(console: &Console, world: &World) -> Markup {
    let how = html! { "Your application uploads a file with " code { "POST /v1/attachments" } "." };
    let list = table(
        "Attachments",
        &["File", "Type", "Review"],
        &html! {
            @for it in world.attachments.values().rev() {
                tr id=(it.attachment_id) {
                    th scope="row" { (it.file_name) }
                    td data-label="Type" { code { (it.content_type) } }
                    td data-label="Review" {
                        @match it.review {
                            AttachmentReview::Pending => {
                                (decide(console, it, "approve", "Approve"))
                                (decide(console, it, "reject", "Reject"))
                            },
                            AttachmentReview::Approved => (badge(BadgeTone::Good, "approved")),
                            AttachmentReview::Rejected => (badge(BadgeTone::Bad, "rejected")),
                        }
                        (status::created_by(world, NotificationSubject::Attachment(it.attachment_id.clone())))
                    }
                }
            }
        },
    );
    part("attachments", "Attachments", world.attachments.is_empty(), &how, &list)
}
