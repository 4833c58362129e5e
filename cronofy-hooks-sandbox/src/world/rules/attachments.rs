//! Reviewing attachments.

use serde_json::{Value, json};

use super::body;
use crate::world::model::{Attachment, AttachmentReview, EffectVerb, NotificationSubject, Subscription, World};

impl World {
    /// Keeps a file that was uploaded, and returns its id.
    pub(crate) fn add_attachment(&mut self, attachment: Attachment) -> Attachment {
        let attachment_id = self.ids.prefixed("att", self.now);
        let attachment = Attachment { attachment_id: attachment_id.clone(), ..attachment };
        self.attachments.insert(attachment_id.clone(), attachment.clone());
        self.note(EffectVerb::Created, NotificationSubject::Attachment(attachment_id));
        attachment
    }

    /// The service approves or rejects a file, once. Returns whether the file waited for that.
    pub(crate) fn review_attachment(&mut self, attachment_id: &str, approved: bool) -> bool {
        let waiting = |it: &&mut Attachment| it.review == AttachmentReview::Pending;
        let Some(attachment) = self.attachments.get_mut(attachment_id).filter(waiting) else { return false };
        let (review, name) = match approved {
            true => (AttachmentReview::Approved, "attachment_approved"),
            false => (AttachmentReview::Rejected, "attachment_rejected"),
        };
        attachment.review = review;
        // The documentation names the two interactions, and does not show their body.
        let body = json!({ "notification": body::interaction(name, None), "attachment": attachment.to_json() });
        let urls = Subscription::urls_for(&attachment.subscriptions, name);
        self.send_to_all(urls, &NotificationSubject::Attachment(attachment_id.to_owned()), name, None, &body);
        true
    }
}

impl Attachment {
    /// As the API shows it.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "attachment_id": self.attachment_id,
            "file_name": self.file_name,
            "content_type": self.content_type,
            "md5": self.md5,
        })
    }
}
