//! Prints the account of the sandbox.

use cronofy_hooks_client::{AccountTokens, ApplicationClient, ApplicationCredentials, BaseUrl, MemoryTokenStore};
use jiff::Timestamp;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url: BaseUrl = "http://127.0.0.1:4040".parse()?;
    let secret = std::env::var("CRONOFY_CLIENT_SECRET").unwrap_or("CRN_sandbox_secret".into());
    let credentials = ApplicationCredentials::new("sandbox", secret);
    let tokens = AccountTokens::new("sandbox_access_token", "sandbox_refresh_token", Timestamp::MAX);
    let store = MemoryTokenStore::with("acc_000000000000000000000001", tokens);
    let client = ApplicationClient::builder(url, credentials, store).build()?;
    println!("{:#?}", client.account("acc_000000000000000000000001").account().await?);
    Ok(())
}
