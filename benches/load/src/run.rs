//! The run: sends by the clock, and watches.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use cronofy_hooks_sandbox::{ClockMode, DeliveryState, Sandbox};
use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval};

use crate::figures::Figures;
use crate::options::LoadPlan;
use crate::receiver::{QuickstartProcess, SECRET};
use crate::{BoxError, print};

/// How often to send what is due by then.
const TICK: Duration = Duration::from_millis(2);
/// How often to look: the sandbox remembers the last 2,000 deliveries that are over.
const POLL_INTERVAL: Duration = Duration::from_millis(250);
/// For the rest to be handled after the last was sent.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whether everything was as it should be.
pub(crate) async fn run(plan: LoadPlan) -> Result<bool, BoxError> {
    let sandbox = Sandbox::builder().client_secrets([SECRET]).clock(ClockMode::Running(1.0)).start()?;
    let receiver = QuickstartProcess::start().await?;
    let mut run = LoadRun::new(&sandbox, receiver, plan);
    run.send().await;
    run.wait().await;
    let LoadRun { receiver, figures, .. } = run;
    receiver.stop().await?;
    print(&format!(
        "{} notifications a second for {} s, and {} s before, 2 processes, SQLite inbox\n\n",
        plan.rate,
        plan.lasts.as_secs(),
        plan.warm_up.as_secs(),
    ));
    print(&figures.to_string());
    Ok(figures.is_well())
}

#[derive(Debug)]
struct LoadRun<'s> {
    sandbox: &'s Sandbox,
    receiver: QuickstartProcess,
    plan: LoadPlan,
    started: Instant,
    figures: Figures,
    /// When each was sent that is not handled yet.
    waiting: BTreeMap<u64, Instant>,
    /// The deliveries that are over and were counted.
    counted: BTreeSet<u64>,
}

impl<'s> LoadRun<'s> {
    fn new(sandbox: &'s Sandbox, receiver: QuickstartProcess, plan: LoadPlan) -> Self {
        let asked = (f64::from(plan.rate) * (plan.warm_up + plan.lasts).as_secs_f64()) as u64;
        let figures = Figures { asked, ..Figures::default() };
        Self {
            sandbox,
            receiver,
            plan,
            started: Instant::now(),
            figures,
            waiting: BTreeMap::new(),
            counted: BTreeSet::new(),
        }
    }

    /// Sends on time, independent of the answers.
    async fn send(&mut self) {
        self.started = Instant::now();
        let (mut tick, mut look) = (interval(TICK), interval(POLL_INTERVAL));
        // After a pause the rest is due at once: that is what paced by time means.
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        look.set_missed_tick_behavior(MissedTickBehavior::Skip);
        while self.figures.sent < self.figures.asked {
            tokio::select! {
                _ = tick.tick() => {
                    let due = (self.started.elapsed().as_secs_f64() * f64::from(self.plan.rate)) as u64;
                    for number in self.figures.sent..due.min(self.figures.asked) {
                        self.waiting.insert(number, Instant::now());
                        self.sandbox.trigger(&self.receiver.url, body(number)).expect("an object is sent");
                        self.figures.sent = number + 1;
                    }
                }
                _ = look.tick() => self.look(),
                Some((id, at)) = self.receiver.handled.recv() => self.handled(&id, at),
            }
        }
        self.figures.lasted = self.started.elapsed();
    }

    /// For the rest.
    async fn wait(&mut self) {
        let until = tokio::time::Instant::now() + PATIENCE;
        let mut look = interval(POLL_INTERVAL);
        while self.figures.handled < self.figures.sent || self.figures.accepted < self.figures.sent {
            tokio::select! {
                _ = look.tick() => self.look(),
                Some((id, at)) = self.receiver.handled.recv() => self.handled(&id, at),
                () = tokio::time::sleep_until(until) => break,
            }
        }
        self.look();
    }

    fn look(&mut self) {
        if self.started.elapsed() >= self.plan.warm_up {
            self.figures.sandbox.sample(std::process::id());
            self.figures.receiver.sample(self.receiver.process());
        }
        let deliveries = self.sandbox.deliveries();
        let oldest = deliveries.first().map_or(0, |delivery| delivery.number);
        for delivery in deliveries {
            let is_over = matches!(delivery.state, DeliveryState::Delivered(_) | DeliveryState::GivenUp(_));
            if !is_over || !self.counted.insert(delivery.number) {
                continue;
            }
            let accepted = matches!(delivery.state, DeliveryState::Delivered(_));
            self.figures.accepted += u64::from(accepted);
            self.figures.errors += delivery.attempts.len() as u64 - u64::from(accepted);
            delivery.attempts.iter().for_each(|attempt| self.figures.answers.push(attempt.took));
        }
        self.counted = self.counted.split_off(&oldest);
    }

    fn handled(&mut self, id: &str, at: Instant) {
        let sent = id.parse().ok().and_then(|number| self.waiting.remove(&number));
        match sent {
            Some(sent) => {
                self.figures.handled += 1;
                self.figures.handlers.push(at.duration_since(sent));
            }
            None => self.figures.repeated += 1,
        }
    }
}

/// An event trigger, as the documentation shows it, with an event of its own.
fn body(number: u64) -> Value {
    json!({
        "notification": { "type": "event_subscription", "transitions": [{ "type": "event_start" }] },
        "event": {
            "calendar_id": "cal_n23kjnwrw2_jsdfjksn234",
            "event_id": number.to_string(),
            "event_uid": "evt_partner_60ba0f2968ed0f6e66e1ab68",
            "summary": "Board meeting",
            "description": "Discuss plans for the next quarter",
            "start": "2026-03-02T15:30:00Z",
            "end": "2026-03-02T17:00:00Z",
            "deleted": false,
            "created": "2026-03-01T11:31:53Z",
            "updated": "2026-03-01T11:31:53Z",
            "event_private": false,
            "participation_status": "accepted",
            "attendees": [],
            "organizer": null,
            "transparency": "opaque",
            "status": "confirmed",
            "categories": [],
            "recurring": false,
            "options": { "delete": true, "update": true, "change_participation_status": false },
        },
    })
}
