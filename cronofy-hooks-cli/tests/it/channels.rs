//! The channels in `inbox stats`, as a guardian stores them.

use cronofy_hooks::request::CreateChannel;
use cronofy_hooks_sync::{ChannelState, ChannelStore, GuardedChannel};
use serde_json::{Value, json};

use crate::content::at;
use crate::program::{program, run};

const SINCE: &str = "2026-01-05T09:00:00Z";

fn channel(account_id: &str, channel_id: Option<&str>, state: ChannelState) -> GuardedChannel {
    let callback_url = format!("https://example.com/{account_id}?token=hidden");
    GuardedChannel {
        account_id: account_id.to_owned(),
        request: CreateChannel::new(&callback_url),
        callback_url,
        channel_id: channel_id.map(str::to_owned),
        is_pending: channel_id.is_none(),
        state,
        last_success: None,
        failing_since: (state != ChannelState::Closed).then(|| at(SINCE)),
        failures: 1,
        has_gap: false,
        claimed_at: None,
        fence: 0,
        due_at: at(SINCE),
        version: 1,
    }
}

/// Runs `inbox stats` before and after a guardian has stored channels.
pub(crate) async fn stats_show_channels<S: ChannelStore>(url: &str, store: impl AsyncFnOnce() -> S) {
    let stats = |line: &str| run(program(&format!("inbox stats {line}")).args(["--url", url]));
    let json = || serde_json::from_str::<Value>(&stats("--json").out).expect("it is JSON")["channels"].clone();
    assert_eq!(json(), Value::Null);
    assert_eq!(stats("").out.lines().count(), 4);

    let store = store().await;
    for channel in [
        channel("acc_1", Some("chn_1"), ChannelState::Open),
        channel("acc_2", Some("chn_2"), ChannelState::AtRisk),
        channel("acc_3", Some("chn_3"), ChannelState::Closed),
        channel("acc_4", None, ChannelState::Closed),
    ] {
        assert!(store.replace(&channel).await.expect("it is stored"));
    }
    let closed =
        |account_id, channel_id| json!({ "account_id": account_id, "channel_id": channel_id, "closes_at": null });
    let expected = json!({
        "guarded": 4,
        "at_risk": [{ "account_id": "acc_2", "channel_id": "chn_2", "closes_at": "2026-01-06T09:00:00Z" }],
        "closed": [closed("acc_3", Some("chn_3")), closed("acc_4", None)],
    });
    assert_eq!(json(), expected);
    let text = stats("").out;
    let lines: Vec<_> = text.lines().skip(4).collect();
    assert_eq!(lines[0], "guarded  4 channels");
    assert!(lines[1].starts_with("at risk  acc_2  chn_2  closes 2026-01-06T09:00:00Z  "), "{text}");
    assert_eq!(lines[2..], ["closed   acc_3  chn_3", "closed   acc_4  not created"]);
    assert!(!text.contains("hidden"));
}
