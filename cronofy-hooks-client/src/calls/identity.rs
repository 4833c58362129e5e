//! Who the user is: account, UserInfo and profiles.

use cronofy_hooks_types::response::{Account, AccountInformation, Profile, Profiles, UserInfo};

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::error::ClientError;

impl AccountClient {
    /// The account: its address, its name and its time zone.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/identity/account/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn account(&self) -> Result<Account, ClientError> {
        let call = ApiCall::new(&self.core.base, "GET", "/v1/account");
        Ok(self.read::<AccountInformation>(&call).await?.account)
    }

    /// The account with its profiles, their calendars, and its conferencing profiles.
    ///
    /// Read it after `profile_disconnected` and `conferencing_profile_disconnected`, which do not say which profile
    /// it was.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/identity/userinfo/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn user_info(&self) -> Result<UserInfo, ClientError> {
        self.read(&ApiCall::new(&self.core.base, "GET", "/v1/userinfo")).await
    }

    /// The calendar accounts of the user.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/identity/profile-information/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn profiles(&self) -> Result<Vec<Profile>, ClientError> {
        let call = ApiCall::new(&self.core.base, "GET", "/v1/profiles");
        Ok(self.read::<Profiles>(&call).await?.profiles)
    }
}
