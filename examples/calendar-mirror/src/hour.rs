//! [`play`]: an hour of random changes, with lost, repeated and reordered notifications, a restart, a closed channel
//! that the guardian creates again, and a full comparison in between.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use cronofy_hooks::payload::Event;
use cronofy_hooks::request::UpsertEvent;
use cronofy_hooks::{BoxError, Secrets};
use cronofy_hooks_client::{
    AccountTokens, ApplicationClient, ApplicationCredentials, BaseUrl, EventsQuery, MemoryTokenStore,
};
use cronofy_hooks_sandbox::{Fault, FaultRule, Sandbox};
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::app::{MirrorApp, MirrorSettings};
use crate::database::MirrorDatabase;

const SECRET: &str = "CRN_only_for_an_hour_on_one_machine";
const STEPS: usize = 80;
const DAY: i64 = 24 * 3600;

/// What became of an hour.
#[derive(Clone, Debug)]
pub struct HourReport {
    /// The events of the copy at the end.
    pub copied: Vec<Event>,
    /// How many changes there were.
    pub changes: usize,
    /// How many requests the service sent.
    pub requests: usize,
    /// The events that are not the same in the copy.
    pub differences: Vec<String>,
}

/// An hour in the making.
struct Hour {
    rng: Rng,
    sandbox: Sandbox,
    calendars: Vec<String>,
    /// Calendar and `event_uid` of what the user wrote.
    written: Vec<(String, String)>,
    /// The `event_id`s of what the application wrote.
    managed: Vec<String>,
    changes: usize,
}

/// Plays the hour of a seed in a new database, and compares the copy with the service. `place` is the path of the file, or
/// the URL of the database.
///
/// # Errors
/// When anything but the injected faults fails.
pub async fn play<DB: MirrorDatabase>(place: &str, seed: u64, say: impl Fn(&str)) -> Result<HourReport, BoxError> {
    let mut rng = Rng::with_seed(seed);
    let faults =
        [Fault::Drop, Fault::Duplicate, Fault::Reorder, Fault::Cut].map(|fault| FaultRule::new(fault).rate(0.2));
    let sandbox = Sandbox::builder().client_secrets([SECRET]).starts_at("2026-06-01T08:00:00Z".parse()?).seed(seed);
    let sandbox = sandbox.faults(faults).page_size(rng.usize(1..20)).without_rate_limit().start()?;
    let service = sandbox.serve(([127, 0, 0, 1], 0).into()).await?;
    let ada = sandbox.accounts().into_iter().next().ok_or("the sandbox begins with an account")?;

    // The clock of the application is wrong by up to a day.
    let skew = Arc::new(AtomicI64::new(rng.i64(-DAY..DAY)));
    let (service_clock, clock_skew) = (sandbox.clock(), Arc::clone(&skew));
    let clock = move || service_clock() + SignedDuration::from_secs(clock_skew.load(Ordering::Relaxed));
    let tokens = AccountTokens::new(
        Sandbox::ACCESS_TOKEN,
        Sandbox::REFRESH_TOKEN,
        Timestamp::now() + SignedDuration::from_hours(3),
    );
    let store = MemoryTokenStore::with(&ada.account_id, tokens);
    let credentials = ApplicationCredentials::new("sandbox", SECRET);
    let client = ApplicationClient::builder(service.url().parse::<BaseUrl>()?, credentials, store);
    let settings = MirrorSettings {
        place: place.to_owned(),
        secrets: Secrets::new([SECRET])?,
        client: client.rate_limits(None).build()?,
        account_id: ada.account_id.clone(),
        clock: Arc::new(clock),
    };
    // Kept, so that the address is the same after a restart.
    let listener = TcpListener::bind("127.0.0.1:0")?;

    let [restart, jump, full] = [(); 3].map(|()| rng.usize(5..STEPS));
    let close = rng.usize(1..STEPS - 20);
    let mut calendars = ada.calendar_ids;
    calendars.push("cal_sandbox_holidays".to_owned());
    let mut hour = Hour { rng, sandbox, calendars, written: Vec::new(), managed: Vec::new(), changes: 0 };

    let mut app = MirrorApp::<DB>::start(&settings, listener.try_clone()?).await?;
    // What is there before the first notification.
    hour.user_creates()?;
    app.full_sync().await?;
    app.guard().await?;
    let mut channel_id = channel_of(&app).await?;
    let first_channel_id = channel_id.clone();
    for step in 0..STEPS {
        hour.change(step < full)?;
        if step == restart {
            say("the application restarts");
            app.stop().await?;
            app = MirrorApp::start(&settings, listener.try_clone()?).await?;
            app.guard().await?;
        }
        if step == jump {
            say("the clock of the application jumps");
            skew.fetch_add(hour.rng.i64(0..DAY), Ordering::Relaxed);
        }
        if step == close {
            say("the channel is closed: no notification arrives");
            hour.sandbox.close_channel(&channel_id)?;
        }
        if hour.rng.u8(0..3) == 0 {
            app.check_channel().await;
        }
        let now_open = channel_of(&app).await?;
        if now_open != channel_id {
            say("the channel was created again");
            channel_id = now_open;
        }
        if step == full {
            say("the application compares everything");
            app.full_sync().await?;
        }
        if hour.rng.bool() {
            hour.sandbox.advance(Duration::from_secs(hour.rng.u64(0..90))).await;
        }
        if hour.rng.u8(0..3) == 0 {
            app.worker.idle().await;
        }
    }

    say("the last change, and the notifications that are still on the way");
    hour.sandbox.set_faults([]);
    hour.user_creates()?;
    for _ in 0..6 {
        hour.sandbox.advance(Duration::from_secs(20 * 60)).await;
        app.check_channel().await;
        app.worker.idle().await;
    }
    if channel_of(&app).await? == first_channel_id {
        return Err("the guardian has not created the channel again".into());
    }
    let account = settings.client.account(&settings.account_id);
    let mut events = account.events(&EventsQuery::new().include_managed());
    let mut expected = BTreeMap::new();
    while let Some(event) = events.next().await {
        let event = event?;
        expected.insert(event.event_uid.clone().unwrap_or_default(), event);
    }
    let copied = app.mirror.events().await?;
    let differences = differences(&expected, &copied);
    app.stop().await?;
    let requests = hour.sandbox.deliveries().iter().map(|delivery| delivery.attempts.len()).sum();
    service.stop().await;
    Ok(HourReport { copied: copied.into_values().collect(), changes: hour.changes, requests, differences })
}

/// The id of the only channel.
async fn channel_of<DB: MirrorDatabase>(app: &MirrorApp<DB>) -> Result<String, BoxError> {
    let channels = app.guardian.channels().await?;
    let id = channels.into_iter().next().and_then(|channel| channel.channel_id);
    Ok(id.ok_or("a guarded channel was created")?)
}

impl Hour {
    /// Makes a random change. A user may move an event out of the window, which only a full comparison finds.
    fn change(&mut self, may_leave: bool) -> Result<(), BoxError> {
        match self.rng.u8(0..20) {
            0..=6 => self.user_creates(),
            7..=12 => self.user_moves(may_leave),
            13..=15 => self.user_deletes(),
            16..=18 => self.application_writes(),
            _ => self.application_deletes(),
        }
    }

    fn user_creates(&mut self) -> Result<(), BoxError> {
        let calendar = self.calendars[self.rng.usize(0..self.calendars.len())].clone();
        let (start, end) = self.times(0);
        let event = json!({ "summary": self.title(), "start": start, "end": end });
        let event_uid = self.sandbox.write_event_as_user(&calendar, event)?;
        self.written.push((calendar, event_uid));
        Ok(())
    }

    fn user_moves(&mut self, may_leave: bool) -> Result<(), BoxError> {
        let Some((calendar, event_uid)) = self.rng.choice(&self.written).cloned() else { return Ok(()) };
        let days = if may_leave && self.rng.u8(0..5) == 0 { 300 } else { 0 };
        let (start, end) = self.times(days);
        let event = json!({ "event_uid": event_uid, "summary": self.title(), "start": start, "end": end });
        self.sandbox.write_event_as_user(&calendar, event)?;
        Ok(())
    }

    fn user_deletes(&mut self) -> Result<(), BoxError> {
        if self.written.is_empty() {
            return Ok(());
        }
        self.changes += 1;
        let (calendar, event_uid) = self.written.swap_remove(self.rng.usize(0..self.written.len()));
        Ok(self.sandbox.delete_event_as_user(&calendar, &event_uid)?)
    }

    fn application_writes(&mut self) -> Result<(), BoxError> {
        let event_id = format!("managed-{}", self.rng.u8(0..5));
        let (start, end) = self.times(0);
        let event = UpsertEvent::new(event_id.as_str(), self.title(), start, end);
        self.sandbox.upsert_event(&self.calendars[0], event)?;
        if !self.managed.contains(&event_id) {
            self.managed.push(event_id);
        }
        Ok(())
    }

    fn application_deletes(&mut self) -> Result<(), BoxError> {
        let Some(event_id) = self.managed.pop() else { return Ok(()) };
        self.changes += 1;
        Ok(self.sandbox.delete_event(&self.calendars[0], &event_id)?)
    }

    /// A title that no other change has.
    fn title(&mut self) -> String {
        self.changes += 1;
        format!("change {}", self.changes)
    }

    /// Half an hour on a day of the window, or so many days later.
    fn times(&mut self, later: i64) -> (Timestamp, Timestamp) {
        let start = self.sandbox.now() + SignedDuration::from_secs(self.rng.i64(-20 * DAY..20 * DAY) + later * DAY);
        (start, start + SignedDuration::from_mins(30))
    }
}

fn differences(expected: &BTreeMap<String, Event>, found: &BTreeMap<String, Event>) -> Vec<String> {
    let title = |event: Option<&Event>| event.and_then(|it| it.summary.clone()).unwrap_or_else(|| "nothing".to_owned());
    let ids: std::collections::BTreeSet<_> = expected.keys().chain(found.keys()).collect();
    let different = ids.into_iter().filter(|id| expected.get(*id) != found.get(*id));
    different
        .map(|id| format!("{id}: the service has {}, the copy {}", title(expected.get(id)), title(found.get(id))))
        .collect()
}
