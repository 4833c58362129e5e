//! Channels: the push notifications of an account.

use cronofy_hooks_types::payload::Channel;
use cronofy_hooks_types::request::{CloseChannel, CreateChannel};
use cronofy_hooks_types::response::{Channels, CreatedChannel};

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::error::ClientError;

impl AccountClient {
    /// Creates a channel, or returns the one that is the same. The service sends a `verification` through a new one.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/push-notifications/create-channel/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) also when the
    /// account has 128 channels.
    pub async fn create_channel(&self, channel: &CreateChannel) -> Result<Channel, ClientError> {
        let call = ApiCall::new(&self.core.base, CreateChannel::METHOD, CreateChannel::PATH).json(channel)?;
        // The same channel is created once.
        Ok(self.read::<CreatedChannel>(&call.repeatable()).await?.channel)
    }

    /// The open channels.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/push-notifications/list-channels/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn channels(&self) -> Result<Vec<Channel>, ClientError> {
        let call = ApiCall::new(&self.core.base, "GET", "/v1/channels");
        Ok(self.read::<Channels>(&call).await?.channels)
    }

    /// Closes a channel.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/push-notifications/close-channel/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`NotFound`](crate::ClientErrorKind::NotFound) when the
    /// account has no such channel.
    pub async fn close_channel(&self, channel_id: &str) -> Result<(), ClientError> {
        let call = ApiCall::with_ids(&self.core.base, CloseChannel::METHOD, CloseChannel::PATH, &[channel_id])?;
        self.send(&call).await.map(drop)
    }
}
