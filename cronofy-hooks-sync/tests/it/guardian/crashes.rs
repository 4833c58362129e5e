//! A process that ends at any step of its work.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cronofy_hooks::BoxError;
use cronofy_hooks_sync::{ChannelQuery, ChannelState, ChannelStore, GuardedChannel, MemoryChannels};

use super::support::TestGuard;

/// A store of a process that ends at a write: before the write has an effect, or after it.
#[derive(Clone)]
struct EndingProcess {
    channels: MemoryChannels,
    writes: Arc<AtomicUsize>,
    ends_at: usize,
    is_after: bool,
}

impl EndingProcess {
    fn has_ended(&self) -> Result<(), BoxError> {
        if self.writes.load(Ordering::Relaxed) >= self.ends_at { Err("the process has ended".into()) } else { Ok(()) }
    }
}

impl ChannelStore for EndingProcess {
    async fn select(&self, query: ChannelQuery<'_>) -> Result<Vec<GuardedChannel>, BoxError> {
        self.has_ended()?;
        ChannelStore::select(&self.channels, query).await
    }

    async fn replace(&self, next: &GuardedChannel) -> Result<bool, BoxError> {
        self.has_ended()?;
        let ends = self.writes.fetch_add(1, Ordering::Relaxed) + 1 == self.ends_at;
        if ends && !self.is_after {
            return self.has_ended().map(|()| false);
        }
        let replaced = ChannelStore::replace(&self.channels, next).await;
        if ends { self.has_ended().map(|()| false) } else { replaced }
    }

    async fn remove(&self, channel: &GuardedChannel) -> Result<bool, BoxError> {
        self.has_ended()?;
        ChannelStore::remove(&self.channels, channel).await
    }
}

/// The writes of a look that creates a channel again: the claim, the call, the id, the gap, and the end of the claim.
const WRITES: usize = 5;

#[tokio::test]
async fn a_process_may_end_at_any_step() {
    for ends_at in 1..=WRITES {
        for is_after in [false, true] {
            let channels = MemoryChannels::default();
            let app = TestGuard::with_inbox(channels.clone()).await;
            app.guard().await;
            app.write("before");
            app.minutes(1).await;
            let worker = app.worker.as_ref().unwrap();
            worker.idle().await;
            assert_eq!(app.take_runs(), [["before"]]);
            app.close();
            app.write("in the gap");
            app.wait(61).await;

            let ending = EndingProcess { channels: channels.clone(), writes: Arc::default(), ends_at, is_after };
            app.another(ending.clone()).check(&app.router).await;
            assert_eq!(ending.writes.load(Ordering::Relaxed), ends_at, "it has ended there");
            assert!(app.open().len() <= 1);
            // Its claim holds for a while.
            for minutes in [1, 5, 61] {
                app.minutes(minutes).await;
                worker.idle().await;
            }

            let case = format!("at write {ends_at}, {}", if is_after { "after it" } else { "before it" });
            let channel = app.channel().await;
            assert_eq!(app.test.sandbox.channels().len(), 2, "{case}: created once");
            assert_eq!(app.open().len(), 1, "{case}");
            assert_eq!(channel.channel_id.as_ref(), Some(&app.open()[0].channel_id), "{case}");
            assert!(channel.claimed_at.is_none() && !channel.has_gap, "{case}: {channel:?}");
            assert_eq!(channel.state, ChannelState::Open, "{case}");
            assert_eq!(app.take_runs(), [["before", "in the gap"]], "{case}: handed over once");
            // Only a process that ended between the call and its note calls again.
            let calls = if (ends_at, is_after) == (2, false) { 2 } else { 1 };
            assert_eq!(app.calls(), vec!["closed"; calls], "{case}");
        }
    }
}

/// The write after the last one never comes: so all of them were tried.
#[tokio::test]
async fn a_look_has_no_other_writes() {
    let channels = MemoryChannels::default();
    let app = TestGuard::start(channels.clone()).await;
    app.guard().await;
    app.minutes(1).await;
    app.close();
    app.wait(61).await;
    let writes = Arc::default();
    let process = EndingProcess { channels, writes: Arc::clone(&writes), ends_at: WRITES + 1, is_after: false };
    app.another(process).check(&app.router).await;
    assert_eq!(writes.load(Ordering::Relaxed), WRITES);
}

#[tokio::test]
async fn a_slow_process_stores_nothing_after_another_has_taken_over() {
    let channels = MemoryChannels::default();
    let app = TestGuard::start(channels.clone()).await;
    app.guard().await;
    app.minutes(1).await;
    let sandbox = &app.test.sandbox;
    app.close();
    app.wait(61).await;
    // It claims the channel, and then waits for longer than a claim holds.
    let ending = EndingProcess { channels: channels.clone(), writes: Arc::default(), ends_at: 1, is_after: true };
    app.another(ending).check(&app.router).await;
    let [slow] = &channels.select(ChannelQuery::All).await.unwrap()[..] else { panic!("one channel") };
    app.minutes(6).await;
    let channel = app.channel().await;
    assert!(channel.fence > slow.fence && app.open().len() == 1);
    let late = GuardedChannel { channel_id: Some("chn_late".to_owned()), version: slow.version + 1, ..slow.clone() };
    assert!(!channels.replace(&late).await.unwrap());
    assert_eq!(sandbox.channels().len(), 2);
}
