//! `--channel`: asks the service for the notifications that the handlers take.

use std::error::Error;

use cronofy_hooks::Subscriptions;
use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::payload::Channel;
use cronofy_hooks_client::{
    AccountTokens, ApplicationClient, ApplicationCredentials, BaseUrl, DataCenter, MemoryTokenStore,
};

/// This program knows one account, and forgets it.
const ACCOUNT: &str = "the account";

/// Creates a channel that reports to this URL, or finds the one that does.
pub(crate) async fn create(subscriptions: &Subscriptions, url: &str) -> Result<Channel, Box<dyn Error>> {
    let api = std::env::var("CRONOFY_API_URL").ok();
    let api = api.map_or(Ok(DataCenter::Us.into()), |url| url.parse::<BaseUrl>());
    let api = api.map_err(|error| format!("CRONOFY_API_URL: {error}"))?;
    // The newest of several secrets.
    let secrets = variable("CRONOFY_CLIENT_SECRET")?;
    let secret = secrets.rsplit(',').next().unwrap_or_default();
    let credentials = ApplicationCredentials::new(variable("CRONOFY_CLIENT_ID")?, secret);
    // Without an access token that is good: the client gets one.
    let tokens = AccountTokens::new("", variable("CRONOFY_REFRESH_TOKEN")?, Timestamp::UNIX_EPOCH);
    let client = ApplicationClient::builder(api, credentials, MemoryTokenStore::with(ACCOUNT, tokens)).build()?;
    Ok(client.account(ACCOUNT).create_channel(&subscriptions.channel(url)?).await?)
}

fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|_| format!("{name} is not set; `--help` says what it is"))
}
