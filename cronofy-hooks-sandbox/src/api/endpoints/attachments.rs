//! `POST /v1/attachments`: files for events.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};
use serde::Deserialize;
use serde_json::json;

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::accept;
use crate::world::model::{Attachment, AttachmentReview, Subscription};

#[derive(Deserialize)]
struct CreateAttachmentRequest {
    attachment: AttachmentFile,
    #[serde(default)]
    subscriptions: Vec<Subscription>,
}

#[derive(Deserialize)]
struct AttachmentFile {
    file_name: String,
    content_type: String,
    base64_content: String,
}

pub(crate) fn create(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::application(api, request)?;
    let CreateAttachmentRequest { attachment, subscriptions } = accept("request/create_attachment", &request.body)?;
    let AttachmentFile { file_name, content_type, base64_content } = attachment;
    let content = STANDARD.decode(base64_content.trim()).map_err(|_| {
        let description = "attachment.base64_content must be base64 with padding";
        ApiResponse::invalid("attachment.base64_content", "errors.invalid", description)
    })?;
    let md5 = Md5::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
    let attachment = Attachment {
        attachment_id: String::new(),
        file_name,
        content_type,
        md5,
        subscriptions,
        review: AttachmentReview::Pending,
    };
    let attachment = api.shared.change(|world| world.add_attachment(attachment));
    Ok(ApiResponse::ok(json!({ "attachment": attachment.to_json() })))
}
