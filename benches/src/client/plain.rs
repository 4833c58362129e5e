//! With reqwest: one client, a token, a timeout, the same types. No rate limit, no retry, no span, no refresh.

use std::error::Error;
use std::time::Duration;

use cronofy_hooks_types::response::{Calendars, EventsPage};
use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use rustls::crypto::ring;

use super::call::{BenchCall, CALENDAR, CallResult, TOKEN, meeting, since};

pub(super) async fn calls(call: BenchCall, count: u32, url: &str) -> Result<CallResult, Box<dyn Error>> {
    // A second call finds it installed.
    let _ = ring::default_provider().install_default();
    let http = Client::builder().no_proxy().timeout(Duration::from_secs(30)).build()?;
    let mut last = None;
    for _ in 0..count {
        last = Some(match call {
            BenchCall::Calendars => {
                let request = http.get(format!("{url}/v1/calendars")).bearer_auth(TOKEN);
                let body = request.send().await?.error_for_status()?.bytes().await?;
                CallResult::Calendars(serde_json::from_slice::<Calendars>(&body)?.calendars)
            }
            BenchCall::UpsertEvent => {
                let request = http.post(format!("{url}/v1/calendars/{CALENDAR}/events")).bearer_auth(TOKEN);
                let request = request.header(CONTENT_TYPE, "application/json; charset=utf-8");
                request.body(serde_json::to_vec(&meeting())?).send().await?.error_for_status()?.bytes().await?;
                CallResult::Accepted
            }
            BenchCall::Events => {
                let since = since().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
                let query = form_urlencoded::Serializer::new(String::new())
                    .append_pair("tzid", "Etc/UTC")
                    .append_pair("last_modified", &since)
                    .append_pair("include_deleted", "true")
                    .finish();
                let request = http.get(format!("{url}/v1/events?{query}")).bearer_auth(TOKEN);
                let body = request.send().await?.error_for_status()?.bytes().await?;
                // There is one page.
                CallResult::Events(serde_json::from_slice::<EventsPage>(&body)?.events)
            }
        });
    }
    last.ok_or_else(|| "there was no call".into())
}
