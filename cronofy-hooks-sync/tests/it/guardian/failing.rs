//! Deliveries that fail: at risk, closed, created again, and what changed in between.

use std::time::Duration;

use cronofy_hooks_sandbox::{Fault, FaultRule};
use cronofy_hooks_sync::{ChannelState, ChannelStore, MemoryChannels, SqliteChannels};
use jiff::SignedDuration;
use sqlx::sqlite::SqlitePoolOptions;

use super::support::{TestGuard, TestMetrics};

/// A receiver that answers 500 for more than a day.
pub(crate) async fn a_day_of_failures(channels: impl ChannelStore) {
    let app = TestGuard::with(channels, |guardian| guardian.at_risk_share(0.5)).await;
    let first = app.guard().await;
    app.write("handled");
    app.minutes(1).await;
    assert_eq!(app.take_runs(), [["handled"]]);
    app.is_down(true);
    app.write("missed");
    app.minutes(1).await;
    let failing_since = app.channel().await.failing_since.unwrap();
    while !app.open().is_empty() {
        app.wait(10).await;
        if app.open().is_empty() {
            app.write("while there was no channel");
        }
        app.guardian.check(&app.router).await;
        if app.test.sandbox.channels().len() > 1 {
            break;
        }
    }
    // The application is still down: the channel is there, and the gap waits.
    let channel = app.channel().await;
    assert!(channel.has_gap && channel.state == ChannelState::Open && channel.channel_id != first.channel_id);
    assert_eq!(app.open().len(), 1);
    assert_eq!(app.take_runs(), [[""; 0]; 0]);

    let calls = std::mem::take(&mut *app.app.calls.lock().unwrap());
    let [("at risk", at_risk_at, at_risk), ("closed", closed_at, closed)] = &calls[..] else { panic!("{calls:?}") };
    let within = |at: jiff::Timestamp, hours: i64| {
        let late = at.duration_since(failing_since + SignedDuration::from_hours(hours));
        assert!(late >= SignedDuration::ZERO && late <= SignedDuration::from_mins(10), "{late} after {hours} hours");
    };
    within(*at_risk_at, 12);
    within(*closed_at, 24);
    assert_eq!((at_risk.state, closed.state), (ChannelState::AtRisk, ChannelState::Closed));
    assert_eq!((&at_risk.channel_id, &closed.channel_id), (&first.channel_id, &first.channel_id));
    let left = at_risk.time_left(*at_risk_at).unwrap();
    assert!(left <= Duration::from_secs(12 * 3600) && left >= Duration::from_secs(12 * 3600 - 600), "{left:?}");
    // The sandbox tries less and less often: after 10 s, 30 s, 1, 5, 10 and 30 minutes, and then every hour.
    assert!((15..=20).contains(&at_risk.failures) && closed.failures > at_risk.failures + 10, "{calls:?}");

    app.is_down(false);
    app.minutes(5).await;
    let runs = app.take_runs();
    assert!(
        runs.contains(&vec!["handled".to_owned(), "missed".into(), "while there was no channel".into()]),
        "{runs:?}"
    );
    app.minutes(60).await;
    let channel = app.channel().await;
    assert!(!channel.has_gap && channel.failing_since.is_none() && channel.claimed_at.is_none(), "{channel:?}");
    assert_eq!(app.open()[0].channel_id, channel.channel_id.unwrap());
    app.write("afterwards");
    app.minutes(1).await;
    assert!(app.take_runs().concat().contains(&"afterwards".to_owned()));
    assert!(app.calls().is_empty());
}

#[tokio::test]
async fn a_day_of_failures_in_memory() {
    a_day_of_failures(MemoryChannels::default()).await;
}

#[tokio::test]
async fn a_day_of_failures_in_sqlite() {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    a_day_of_failures(SqliteChannels::new(pool).await.unwrap()).await;
}

#[tokio::test]
async fn a_success_ends_the_risk_and_the_next_one_is_reported_again() {
    let metrics = TestMetrics::record();
    let gauges = || metrics.values(["channels_at_risk", "channels_closed", "channel_left_seconds"]);
    let app = TestGuard::start(MemoryChannels::default()).await;
    app.guard().await;
    app.minutes(1).await;
    assert_eq!(gauges(), [0.0, 0.0, f64::INFINITY]);
    for round in 1..=2 {
        app.is_down(true);
        app.write("an event");
        for _ in 0..7 {
            app.minutes(60).await;
        }
        assert_eq!(app.calls(), vec!["at risk"; round]);
        assert_eq!(app.channel().await.state, ChannelState::AtRisk);
        let [at_risk, closed, left] = gauges();
        assert!((at_risk, closed) == (1.0, 0.0) && (61_000.0..=61_300.0).contains(&left), "{left}");
        // The next attempt comes within the hour, and is written at once.
        app.is_down(false);
        app.minutes(60).await;
        let channel = app.channel().await;
        assert_eq!((channel.state, channel.failing_since, channel.failures), (ChannelState::Open, None, 0));
        assert_eq!(gauges(), [0.0, 0.0, f64::INFINITY]);
    }
}

/// As the page of the guardian says: what is lost on the way is no failure of the application.
#[tokio::test]
async fn no_fault_on_the_way_puts_a_channel_at_risk() {
    for fault in Fault::ALL.into_iter().filter(|fault| !fault.meets_calls()) {
        let app = TestGuard::start(MemoryChannels::default()).await;
        app.guard().await;
        app.minutes(1).await;
        app.test.sandbox.set_faults([FaultRule::new(fault)]);
        app.write("on the way");
        app.minutes(20).await;

        let deliveries = app.test.sandbox.deliveries();
        let hit = deliveries.iter().flat_map(|it| &it.attempts).filter(|attempt| attempt.fault == Some(fault));
        assert!(hit.count() > 0, "{fault} was never injected");
        let is_handled = app.take_runs().concat().contains(&"on the way".to_owned());
        let arrives = !matches!(fault, Fault::Drop | Fault::SlowBody | Fault::Truncate | Fault::WrongKey);
        assert_eq!(is_handled, arrives, "{fault}");
        let channel = app.channel().await;
        assert_eq!((channel.state, channel.failing_since, channel.failures), (ChannelState::Open, None, 0), "{fault}");
    }
}
