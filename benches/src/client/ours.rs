//! With cronofy-hooks-client, with everything that it does by default: a rate limit, retries, a span, a token that is
//! checked before each call. The limits are so high that no call waits.

use std::error::Error;

use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks_client::{
    AccountTokens, ApplicationClient, ApplicationCredentials, BaseUrl, EventsQuery, MemoryTokenStore, RateLimits,
};

use super::call::{BenchCall, CALENDAR, CallResult, TOKEN, meeting, since};

const ACCOUNT: &str = "acc_5ba21743f408617d1269ea1e";

pub(super) async fn calls(call: BenchCall, count: u32, url: &str) -> Result<CallResult, Box<dyn Error>> {
    let store = MemoryTokenStore::with(ACCOUNT, AccountTokens::new(TOKEN, "a refresh token", Timestamp::MAX));
    let credentials = ApplicationCredentials::new("client id", "client secret");
    let client = ApplicationClient::builder(url.parse::<BaseUrl>()?, credentials, store);
    let client = client.rate_limits(RateLimits::new(1_000_000, 1_000_000)).build()?;
    let account = client.account(ACCOUNT);
    let mut last = None;
    for _ in 0..count {
        last = Some(match call {
            BenchCall::Calendars => CallResult::Calendars(account.calendars().await?),
            BenchCall::UpsertEvent => {
                account.upsert_event(CALENDAR, &meeting()).await?;
                CallResult::Accepted
            }
            BenchCall::Events => {
                let mut events = account.events(&EventsQuery::changed_since(since()));
                let mut found = Vec::new();
                while let Some(event) = events.next().await {
                    found.push(event?);
                }
                CallResult::Events(found)
            }
        });
    }
    last.ok_or_else(|| "there was no call".into())
}
