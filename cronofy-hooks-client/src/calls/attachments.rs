//! Attachments.

use cronofy_hooks_types::request::CreateAttachment;
use cronofy_hooks_types::response::{Attachment, CreatedAttachment};

use crate::api_call::ApiCall;
use crate::application::ApplicationClient;
use crate::error::ClientError;

impl ApplicationClient {
    /// Uploads a file, to attach it to events. It is not sent again after a failure that may have uploaded it.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/attachments/create/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn create_attachment(&self, file: &CreateAttachment) -> Result<Attachment, ClientError> {
        let call = ApiCall::new(&self.core.base, CreateAttachment::METHOD, CreateAttachment::PATH).json(file)?;
        Ok(self.read::<CreatedAttachment>(&call).await?.attachment)
    }
}
