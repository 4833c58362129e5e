//! Files that the application uploads for events.

use serde::{Deserialize, Serialize};

use super::subscription::Subscription;

/// What is kept of a file: the sandbox attaches it to nothing, so its content is not.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Attachment {
    /// Begins with `att_`.
    pub(crate) attachment_id: String,
    pub(crate) file_name: String,
    pub(crate) content_type: String,
    /// Of the content, in hexadecimal digits.
    pub(crate) md5: String,
    pub(crate) subscriptions: Vec<Subscription>,
    #[serde(default)]
    pub(crate) review: AttachmentReview,
}

/// What the service decided about a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AttachmentReview {
    #[default]
    Pending,
    Approved,
    Rejected,
}
