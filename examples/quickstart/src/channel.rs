//! `--channel`: asks the service for the notifications that the handlers take.

use std::error::Error;

use cronofy_hooks::Subscriptions;
use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::payload::Channel;
use cronofy_hooks_client::{
    AccountTokens, ApplicationClient, ApplicationCredentials, BaseUrl, DataCenter, MemoryTokenStore, TokenStore as _,
};

/// Creates the channel of each account, or finds the one that it has. The channel of a user reports below this URL,
/// at the path that names the user.
pub(crate) async fn create(subscriptions: &Subscriptions, url: &str) -> Result<Vec<Channel>, Box<dyn Error>> {
    let api = std::env::var("CRONOFY_API_URL").ok();
    let api = api.map_or(Ok(DataCenter::Us.into()), |url| url.parse::<BaseUrl>());
    let api = api.map_err(|error| format!("CRONOFY_API_URL: {error}"))?;
    // The newest of several secrets.
    let secrets = variable("CRONOFY_CLIENT_SECRET")?;
    let secret = secrets.rsplit(',').next().unwrap_or_default();
    let credentials = ApplicationCredentials::new(variable("CRONOFY_CLIENT_ID")?, secret);
    let accounts = variable("CRONOFY_REFRESH_TOKEN")?;
    // This program forgets the accounts when it ends.
    let tokens = MemoryTokenStore::default();
    let client = ApplicationClient::builder(api, credentials, tokens.clone()).build()?;
    let mut channels = Vec::new();
    for account in accounts.split(',').map(str::trim) {
        let (user_id, refresh_token) = account.split_once(':').unwrap_or(("", account));
        // Without an access token that is good: the client gets one.
        let account = AccountTokens::new("", refresh_token, Timestamp::UNIX_EPOCH);
        tokens.save(user_id, &account).await.map_err(|error| -> Box<dyn Error> { error })?;
        let url = if user_id.is_empty() { url.to_owned() } else { subscriptions.url(url, user_id)? };
        channels.push(client.account(user_id).create_channel(&subscriptions.channel(url)?).await?);
    }
    Ok(channels)
}

fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|_| format!("{name} is not set; `--help` says what it is"))
}
