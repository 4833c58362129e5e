//! The life of a meeting agent: activated before the meeting, complete at its end, or failed.

use jiff::{SignedDuration, Timestamp};

use super::World;
use super::agenda::Plan;
use super::agent::{MeetingAgent, Stage};
use super::body;
use super::delivery::{About, Notice};
use super::event::{Event, Subscription};
use super::write::AgentWrite;

/// How long before the meeting an agent is activated.
const PREPARES: SignedDuration = SignedDuration::from_mins(2);
/// How long an agent stays that was asked for without an event.
const STAYS: SignedDuration = SignedDuration::from_hours(1);

/// When an agent fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fails {
    /// Instead of being activated.
    Before,
    /// So long after it tried to join.
    After(SignedDuration),
    /// In the middle of the meeting.
    Within,
}

/// The subtypes of `meeting_agent_failed`, each at the time at which it is bound to happen, from
/// <https://docs.cronofy.com/developers/api/meeting-agents/callbacks/>.
const FAILURES: [(&str, Fails); 8] = [
    ("meeting_agent_activation_failed", Fails::Before),
    ("meeting_agent_rejected", Fails::After(SignedDuration::from_mins(1))),
    ("join_timeout", Fails::After(SignedDuration::from_mins(10))),
    ("access_denied", Fails::After(SignedDuration::ZERO)),
    ("meeting_not_found", Fails::After(SignedDuration::ZERO)),
    ("internal_error", Fails::Within),
    ("meeting_agents_disabled", Fails::Before),
    ("no_meeting_authorization", Fails::Before),
];

/// The ways in which an agent fails: subtypes of `meeting_agent_failed`.
pub(crate) fn failures() -> impl Iterator<Item = &'static str> {
    FAILURES.into_iter().map(|(subtype, _)| subtype)
}

/// What is added to the documentation happens when an agent tries to join.
fn fails(subtype: &str) -> Fails {
    let known = FAILURES.iter().find(|(known, _)| *known == subtype);
    known.map_or(Fails::After(SignedDuration::ZERO), |(_, fails)| *fails)
}

impl World {
    /// Schedules an agent for a meeting that is in no calendar.
    pub(crate) fn create_agent(
        &mut self,
        account_id: &str,
        join_url: &str,
        join_at: Timestamp,
        display_name: Option<String>,
        subscriptions: Vec<Subscription>,
    ) -> MeetingAgent {
        let agent = MeetingAgent {
            sub: self.ids.of("agt", self.now),
            account_id: account_id.to_owned(),
            event_uid: None,
            join_url: Some(join_url.to_owned()),
            display_name,
            join_at,
            leave_at: join_at.saturating_add(STAYS).unwrap_or(Timestamp::MAX),
            stage: Stage::Scheduled,
            fails_with: None,
            next_at: None,
            subscriptions,
        };
        self.agents.insert(agent.sub.clone(), agent.clone());
        self.plan_agent(&agent.sub);
        agent
    }

    /// Does what a request says about the agent of an event. Past events get none.
    pub(super) fn ask_for_agent(&mut self, event_uid: &str, write: AgentWrite) {
        if write.profile_id == "none" {
            self.cancel_agent_of(event_uid);
            return;
        }
        let Some(event) = self.events.get(event_uid).filter(|it| self.ends_at(it) > self.now) else { return };
        let active = event.agent.as_ref().and_then(|sub| self.agents.get(sub)).filter(|it| it.is_active());
        if let Some(sub) = active.map(|it| it.sub.clone()) {
            if let Some(agent) = self.agents.get_mut(&sub) {
                agent.display_name = write.display_name.or_else(|| agent.display_name.take());
            }
            return;
        }
        let agent = MeetingAgent {
            sub: String::new(),
            account_id: self.calendars.get(&event.calendar_id).map(|it| it.account_id.clone()).unwrap_or_default(),
            event_uid: Some(event_uid.to_owned()),
            join_url: event.join_url().map(str::to_owned),
            display_name: write.display_name,
            join_at: self.starts_at(event),
            leave_at: self.ends_at(event),
            stage: Stage::Scheduled,
            fails_with: None,
            next_at: None,
            subscriptions: Vec::new(),
        };
        let sub = self.ids.of("agt", self.now);
        if let Some(event) = self.events.get_mut(event_uid) {
            event.agent = Some(sub.clone());
        }
        self.agents.insert(sub.clone(), MeetingAgent { sub: sub.clone(), ..agent });
        self.plan_agent(&sub);
    }

    /// The agent of an event goes where the event goes.
    pub(super) fn move_agent_of(&mut self, event_uid: &str) {
        let Some(event) = self.events.get(event_uid) else { return };
        let (join_at, leave_at) = (self.starts_at(event), self.ends_at(event));
        let join_url = event.join_url().map(str::to_owned);
        let Some(sub) = event.agent.clone() else { return };
        let Some(agent) = self.agents.get_mut(&sub).filter(|it| it.is_active()) else { return };
        let moved = (agent.join_at, agent.leave_at, &agent.join_url) != (join_at, leave_at, &join_url);
        if moved {
            (agent.join_at, agent.leave_at, agent.join_url) = (join_at, leave_at, join_url);
            self.plan_agent(&sub);
        }
    }

    /// It never comes, or leaves, and nobody is told.
    pub(super) fn cancel_agent_of(&mut self, event_uid: &str) {
        let Some(sub) = self.events.get_mut(event_uid).and_then(|event| event.agent.take()) else { return };
        if let Some(agent) = self.agents.get_mut(&sub).filter(|it| it.is_active()) {
            agent.stage = Stage::Cancelled;
            agent.next_at = None;
        }
    }

    /// How an agent will fail: a subtype of `meeting_agent_failed`, or not at all. Whether it still can.
    pub(crate) fn set_agent_failure(&mut self, sub: &str, subtype: Option<String>) -> bool {
        let Some(agent) = self.agents.get_mut(sub).filter(|it| it.is_active()) else { return false };
        agent.fails_with = subtype;
        self.plan_agent(sub);
        true
    }

    fn plan_agent(&mut self, sub: &str) {
        let now = self.now;
        let Some(agent) = self.agents.get_mut(sub) else { return };
        let next_at = agent.next_step().map(|at| at.max(now));
        agent.next_at = next_at;
        if let Some(at) = next_at {
            self.agenda.add(at, Plan::Agent { sub: sub.to_owned() });
        }
    }

    /// Goes on to the next stage, unless the agent was planned anew since.
    pub(super) fn step_agent(&mut self, sub: &str, at: Timestamp) {
        let now = self.now;
        let Some(agent) = self.agents.get(sub).filter(|it| it.next_at == Some(at)) else { return };
        let fails_with = agent.fails_with.clone();
        let lost = agent.join_url.is_none();
        let (stage, name, subtype) = match agent.stage {
            Stage::Scheduled => match fails_with {
                Some(subtype) if fails(&subtype) == Fails::Before => failed(&subtype),
                _ => (Stage::Activated, "meeting_agent_activated", None),
            },
            // Activated before somebody wanted it to fail so: it does now.
            Stage::Activated => match fails_with {
                Some(subtype) => failed(&subtype),
                None if lost => failed("meeting_not_found"),
                None if now < agent.leave_at => return self.plan_agent(sub),
                None => (Stage::Complete, "meeting_agent_complete", None),
            },
            Stage::Complete | Stage::Failed | Stage::Cancelled => return,
        };
        if let Some(agent) = self.agents.get_mut(sub) {
            agent.stage = stage;
        }
        self.plan_agent(sub);
        self.tell_agent(sub, name, subtype.as_deref());
    }

    fn tell_agent(&mut self, sub: &str, name: &str, subtype: Option<&str>) {
        let Some(agent) = self.agents.get(sub) else { return };
        let event = agent.event_uid.as_ref().and_then(|event_uid| self.events.get(event_uid));
        let mut body = serde_json::json!({
            "notification": body::interaction(name, subtype),
            "meeting_agent": body::agent(agent),
        });
        let urls: Vec<_> = match event {
            Some(event) => {
                body["event"] = body::agent_event(self, event);
                event.subscribers(name).map(str::to_owned).collect()
            }
            None => subscribers(&agent.subscriptions, name).map(str::to_owned).collect(),
        };
        for url in urls {
            self.send(Notice {
                about: About::Agent(sub.to_owned()),
                name: name.to_owned(),
                subtype: subtype.map(str::to_owned),
                url,
                body: body.clone(),
                trigger: false,
            });
        }
    }
}

fn failed(subtype: &str) -> (Stage, &'static str, Option<String>) {
    (Stage::Failed, "meeting_agent_failed", Some(subtype.to_owned()))
}

/// Where an interaction is to be told.
fn subscribers<'s>(subscriptions: &'s [Subscription], name: &'s str) -> impl Iterator<Item = &'s str> {
    let asks = move |it: &&Subscription| it.interactions.iter().any(|interaction| interaction.r#type == name);
    subscriptions.iter().filter(asks).map(|it| it.uri.as_str())
}

impl Event {
    /// Where an interaction is to be told.
    pub(super) fn subscribers<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        subscribers(&self.subscriptions, name)
    }

    /// Where the meeting takes place, as far as anybody knows.
    pub(crate) fn join_url(&self) -> Option<&str> {
        let assigned = self.conferencing.as_ref().and_then(|it| it.join_url.as_deref());
        assigned.or_else(|| self.details.get("meeting_url")?.as_str())
    }
}

impl MeetingAgent {
    /// Whether something is still to come of it.
    pub(crate) fn is_active(&self) -> bool {
        matches!(self.stage, Stage::Scheduled | Stage::Activated)
    }

    /// When it goes on to its next stage.
    fn next_step(&self) -> Option<Timestamp> {
        let after = |time: Timestamp, by| time.saturating_add(by).unwrap_or(Timestamp::MAX);
        let fails = self.fails_with.as_deref().map(fails);
        match (self.stage, fails) {
            (Stage::Scheduled, _) => Some(after(self.join_at, -PREPARES)),
            (Stage::Activated, Some(Fails::Before)) => Some(self.join_at),
            (Stage::Activated, Some(Fails::After(wait))) => Some(after(self.join_at, wait)),
            (Stage::Activated, Some(Fails::Within)) => {
                Some(after(self.join_at, self.leave_at.duration_since(self.join_at) / 2))
            }
            (Stage::Activated, None) if self.join_url.is_none() => Some(self.join_at),
            (Stage::Activated, None) => Some(self.leave_at),
            (Stage::Complete | Stage::Failed | Stage::Cancelled, _) => None,
        }
    }
}
