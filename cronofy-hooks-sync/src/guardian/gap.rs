//! Hands what changed while a channel was closed to the `change` handler.

use axum::Router;
use axum::http::Uri;
use cronofy_hooks::send::DeliveryRequest;
use jiff::Timestamp;
use serde_json::json;

use super::error::GuardianError;
use super::guarding::Guarding;
use crate::channel::GuardedChannel;

/// The notification ids of these begin with it; those of the service are hexadecimal. The inbox recognises one that is
/// sent again, and the guardian sees that it is no delivery of the service.
pub(super) const ID: &str = "gap-";

impl Guarding {
    /// Sends the router a `change` since the committed cursor, as the service would: signed, to the path of the callback
    /// URL. So it takes the way of every delivery, through the inbox to the handler.
    ///
    /// Without a cursor the handler reads everything, and the time in the notification is the earliest that there is.
    pub(super) async fn report_gap(&self, guarded: &GuardedChannel, router: &Router) -> Result<(), GuardianError> {
        let channel = guarded.asked_for().ok_or(GuardianError::Request)?;
        let account = self.sync.account_of(&channel).await.map_err(GuardianError::Account)?;
        let account = account.ok_or(GuardianError::UnknownChannel)?;
        let cursor = self.sync.cursor_of(&account).await.map_err(GuardianError::Store)?;
        let changes_since = cursor.changes_since.unwrap_or(Timestamp::UNIX_EPOCH);
        let body = json!({
            "notification": { "type": "change", "changes_since": changes_since },
            "channel": channel,
        });
        let url: Uri = guarded.callback_url.parse().map_err(|_| GuardianError::Request)?;
        // As text it begins with a slash, also when the URL has only a query.
        let path = url.path_and_query().map(ToString::to_string).filter(|path| path.starts_with('/'));
        let request = DeliveryRequest::body(body.to_string()).path(&path.ok_or(GuardianError::Request)?);
        let id = format!("{ID}{}", channel.channel_id.escape_default());
        let request = request.notification_id(&id).signed_with(&self.secrets);
        let status = request.send_to(router.clone()).await.status;
        if status.is_success() { Ok(()) } else { Err(GuardianError::NotAccepted(status.as_u16())) }
    }
}
