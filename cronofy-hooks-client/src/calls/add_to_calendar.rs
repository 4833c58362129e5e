//! Pages on which a person adds an event to a calendar.

use cronofy_hooks_types::request::AddToCalendar;
use cronofy_hooks_types::response::SchedulingUrl;
use serde::Serialize;

use crate::api_call::ApiCall;
use crate::application::ApplicationClient;
use crate::credentials::ApplicationCredentials;
use crate::error::ClientError;

/// The credentials are in the body, as the official clients send them.
#[derive(Serialize)]
struct WithCredentials<'a> {
    client_id: &'a str,
    client_secret: &'a str,
    #[serde(flatten)]
    page: &'a AddToCalendar,
}

impl ApplicationClient {
    /// Makes a page on which a person adds an event to a calendar of their own, and returns its URL. The person goes on to
    /// the `redirect_uri` with a code, as after a login.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) names the
    /// fields that are wrong.
    pub async fn add_to_calendar(&self, page: &AddToCalendar) -> Result<String, ClientError> {
        let ApplicationCredentials { client_id, client_secret } = &self.core.credentials;
        let body = WithCredentials { client_id, client_secret: client_secret.expose(), page };
        let call = ApiCall::new(&self.core.base, AddToCalendar::METHOD, AddToCalendar::PATH).json(&body)?;
        Ok(self.read::<SchedulingUrl>(&call).await?.url)
    }
}
