//! Meeting agents: each is activated before its meeting, and completes at the end or fails.

use jiff::{SignedDuration, Timestamp};

use super::body;
use super::writing::AgentWrite;
use crate::clock::later;
use crate::world::model::{
    AgentStage, EffectVerb, Event, MeetingAgent, NotificationSubject, PlannedAction, Step, Subscription, World,
};

/// How long before the meeting an agent is activated.
const PREPARATION: SignedDuration = SignedDuration::from_mins(2);
/// How long an agent without an event stays.
const STAY: SignedDuration = SignedDuration::from_hours(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FailureTime {
    /// Instead of being activated.
    Before,
    /// This long after it tried to join.
    After(SignedDuration),
    /// In the middle of the meeting.
    Within,
}

/// The subtypes of `meeting_agent_failed`, each with the time at which it occurs, from
/// <https://docs.cronofy.com/developers/api/meeting-agents/callbacks/>.
const FAILURES: [(&str, FailureTime); 8] = [
    ("meeting_agent_activation_failed", FailureTime::Before),
    ("meeting_agent_rejected", FailureTime::After(SignedDuration::from_mins(1))),
    ("join_timeout", FailureTime::After(SignedDuration::from_mins(10))),
    ("access_denied", FailureTime::After(SignedDuration::ZERO)),
    ("meeting_not_found", FailureTime::After(SignedDuration::ZERO)),
    ("internal_error", FailureTime::Within),
    ("meeting_agents_disabled", FailureTime::Before),
    ("no_meeting_authorization", FailureTime::Before),
];

/// How an agent can fail: the subtypes of `meeting_agent_failed`.
pub(crate) fn failures() -> impl Iterator<Item = &'static str> {
    FAILURES.into_iter().map(|(subtype, _)| subtype)
}

/// A subtype that is not in the list occurs when the agent tries to join.
fn failure_time(subtype: &str) -> FailureTime {
    let known = FAILURES.iter().find(|(known, _)| *known == subtype);
    known.map_or(FailureTime::After(SignedDuration::ZERO), |(_, time)| *time)
}

impl World {
    /// Schedules an agent for a meeting that is in no calendar. The active agent with the same key, if there is one,
    /// is scheduled anew; once it has begun to join it stays as it is.
    pub(crate) fn create_agent(&mut self, agent: MeetingAgent) -> MeetingAgent {
        let agent = MeetingAgent { leave_at: later(agent.join_at, STAY), ..agent };
        let is_same = |it: &&MeetingAgent| it.is_active() && it.scheduling_key == agent.scheduling_key;
        let same = agent.scheduling_key.as_ref().and_then(|_| self.agents.values().find(is_same));
        let sub = match same.cloned() {
            None => self.add_agent(agent),
            Some(MeetingAgent { sub, stage: AgentStage::Scheduled, fails_with, recording_delay, .. }) => {
                let anew = MeetingAgent { sub: sub.clone(), fails_with, recording_delay, ..agent };
                self.agents.insert(sub.clone(), anew);
                self.note(EffectVerb::Changed, NotificationSubject::Agent(sub.clone()));
                self.plan_agent(&sub);
                sub
            }
            Some(MeetingAgent { sub, .. }) => sub,
        };
        self.agents[&sub].clone()
    }

    /// Cancels the agents with a key, without a notification. Those that have begun to join stay. Returns whether
    /// an agent ever had the key.
    pub(crate) fn cancel_scheduled_agent(&mut self, scheduling_key: &str) -> bool {
        let with_key = |it: &&mut MeetingAgent| it.scheduling_key.as_deref() == Some(scheduling_key);
        let (mut known, mut cancelled) = (false, Vec::new());
        for agent in self.agents.values_mut().filter(with_key) {
            known = true;
            if agent.stage == AgentStage::Scheduled {
                agent.stage = AgentStage::Cancelled;
                agent.next_at = None;
                cancelled.push(agent.sub.clone());
            }
        }
        for sub in cancelled {
            self.note(EffectVerb::Deleted, NotificationSubject::Agent(sub));
        }
        known
    }

    /// Gives an agent its `sub`, and plans its first stage.
    fn add_agent(&mut self, agent: MeetingAgent) -> String {
        let sub = self.ids.prefixed("agt", self.now);
        self.agents.insert(sub.clone(), MeetingAgent { sub: sub.clone(), ..agent });
        self.note(EffectVerb::Created, NotificationSubject::Agent(sub.clone()));
        self.plan_agent(&sub);
        sub
    }

    /// Applies what a request writes about the agent of an event. Past events get no agent.
    pub(super) fn request_agent(&mut self, event_uid: &str, write: AgentWrite) {
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
            account_id: self.owner_of(&event.calendar_id).unwrap_or_default(),
            event_uid: Some(event_uid.to_owned()),
            join_url: event.join_url().map(str::to_owned),
            display_name: write.display_name,
            join_at: self.starts_at(event),
            leave_at: self.ends_at(event),
            ..MeetingAgent::default()
        };
        let sub = self.add_agent(agent);
        if let Some(event) = self.events.get_mut(event_uid) {
            event.agent = Some(sub);
        }
    }

    /// Moves the agent of an event to the times and the URL that the event has now.
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

    /// Cancels the agent of an event, without a notification.
    pub(super) fn cancel_agent_of(&mut self, event_uid: &str) {
        let Some(sub) = self.events.get_mut(event_uid).and_then(|event| event.agent.take()) else { return };
        if let Some(agent) = self.agents.get_mut(&sub).filter(|it| it.is_active()) {
            agent.stage = AgentStage::Cancelled;
            agent.next_at = None;
            self.note(EffectVerb::Deleted, NotificationSubject::Agent(sub));
        }
    }

    /// Sets how an agent will fail: a subtype of `meeting_agent_failed`, or `None`. Returns whether the agent
    /// exists and has not ended.
    pub(crate) fn set_agent_failure(&mut self, sub: &str, subtype: Option<String>) -> bool {
        let Some(agent) = self.agents.get_mut(sub).filter(|it| it.is_active()) else { return false };
        agent.fails_with.clone_from(&subtype);
        // No step names an agent without an event.
        let step = agent.event_uid.clone().map(|event_uid| Step::AgentFailure { event_uid, subtype });
        self.plan_agent(sub);
        if let Some(step) = step {
            self.record(self.ids.last(), step);
        }
        true
    }

    /// Sets how long after the end of the meeting the recordings of an agent can be fetched. Returns whether the agent
    /// exists.
    pub(crate) fn set_recording_delay(&mut self, sub: &str, delay: SignedDuration) -> bool {
        let agent = self.agents.get_mut(sub);
        agent.map(|agent| agent.recording_delay = delay).is_some()
    }

    fn plan_agent(&mut self, sub: &str) {
        let now = self.now;
        let Some(agent) = self.agents.get_mut(sub) else { return };
        let next_at = agent.next_stage_at().map(|at| at.max(now));
        agent.next_at = next_at;
        if let Some(at) = next_at {
            self.agenda.add(at, PlannedAction::Agent { sub: sub.to_owned() }, self.cause);
        }
    }

    /// Moves an agent to its next stage, unless the agent was rescheduled since this was planned.
    pub(super) fn advance_agent(&mut self, sub: &str, at: Timestamp) {
        let now = self.now;
        let Some(agent) = self.agents.get(sub).filter(|it| it.next_at == Some(at)) else { return };
        let fails_with = agent.fails_with.clone();
        let without_url = agent.join_url.is_none();
        let (stage, name, subtype) = match agent.stage {
            AgentStage::Scheduled => match fails_with {
                Some(subtype) if failure_time(&subtype) == FailureTime::Before => failed(&subtype),
                _ => (AgentStage::Activated, "meeting_agent_activated", None),
            },
            // It may have been activated before this failure was chosen: it fails now.
            AgentStage::Activated => match fails_with {
                Some(subtype) => failed(&subtype),
                None if without_url => failed("meeting_not_found"),
                None if now < agent.leave_at => return self.plan_agent(sub),
                None => (AgentStage::Complete, "meeting_agent_complete", None),
            },
            AgentStage::Complete | AgentStage::Failed | AgentStage::Cancelled => return,
        };
        if let Some(agent) = self.agents.get_mut(sub) {
            agent.stage = stage;
        }
        self.plan_agent(sub);
        self.notify_agent_subscribers(sub, name, subtype.as_deref());
    }

    fn notify_agent_subscribers(&mut self, sub: &str, name: &str, subtype: Option<&str>) {
        let Some(agent) = self.agents.get(sub) else { return };
        let event = agent.event_uid.as_ref().and_then(|event_uid| self.events.get(event_uid));
        let mut body = serde_json::json!({
            "notification": body::interaction(name, subtype),
            "meeting_agent": body::agent(agent, self.base_url()),
        });
        if let Some(event) = event {
            body["event"] = body::agent_event(self, event);
        }
        let subscriptions = event.map_or(&agent.subscriptions, |event| &event.subscriptions);
        let urls = Subscription::urls_for(subscriptions, name);
        self.send_to_all(urls, &NotificationSubject::Agent(sub.to_owned()), name, subtype, &body);
    }
}

fn failed(subtype: &str) -> (AgentStage, &'static str, Option<String>) {
    (AgentStage::Failed, "meeting_agent_failed", Some(subtype.to_owned()))
}

impl Event {
    /// The URL of the meeting, if the event has one.
    pub(crate) fn join_url(&self) -> Option<&str> {
        let assigned = self.conferencing.as_ref().and_then(|it| it.join_url.as_deref());
        assigned.or_else(|| self.details.get("meeting_url")?.as_str())
    }
}

impl MeetingAgent {
    fn next_stage_at(&self) -> Option<Timestamp> {
        let fails = self.fails_with.as_deref().map(failure_time);
        match (self.stage, fails) {
            (AgentStage::Scheduled, _) => Some(later(self.join_at, -PREPARATION)),
            (AgentStage::Activated, Some(FailureTime::Before)) => Some(self.join_at),
            (AgentStage::Activated, Some(FailureTime::After(wait))) => Some(later(self.join_at, wait)),
            (AgentStage::Activated, Some(FailureTime::Within)) => {
                Some(later(self.join_at, self.leave_at.duration_since(self.join_at) / 2))
            }
            (AgentStage::Activated, None) if self.join_url.is_none() => Some(self.join_at),
            (AgentStage::Activated, None) => Some(self.leave_at),
            (AgentStage::Complete | AgentStage::Failed | AgentStage::Cancelled, _) => None,
        }
    }
}
