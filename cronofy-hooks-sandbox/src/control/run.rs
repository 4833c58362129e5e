//! Runs a [`Step`].

use cronofy_hooks_contract::{FieldPath, FieldPathError, sample};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::handle::SandboxHandle;
use super::views::{AccountView, SchedulingPageView};
use crate::clock::later;
use crate::error::SandboxError;
use crate::world::World;
use crate::world::model::{DeliveryCause, EventStep, FaultRule, Step, StepAuthor, TriggerStep};
use crate::world::rules::{EventAuthor, EventRef};

impl SandboxHandle {
    /// Runs a step. Returns what it made, such as `{"channel_id": "chn_…"}`, or an empty object.
    ///
    /// # Errors
    /// When the sandbox cannot do it, with what to write instead; or when an expectation is not met in its time.
    pub async fn run(&self, step: &Step) -> Result<Value, SandboxError> {
        let done = match step {
            Step::Advance(by) => self.advance_by(*by).await?,
            Step::AdvanceTo(at) => self.forward_to(*at).await?,
            Step::Next => {
                let next = self.shared.read(World::next_at);
                self.forward_to(next.ok_or_else(|| SandboxError::new("nothing is planned to move the clock to"))?)
                    .await?
            }
            Step::Clock(mode) => {
                self.set_clock(*mode);
                json!({})
            }
            Step::Faults(rules) => {
                rules.iter().try_for_each(FaultRule::check)?;
                self.set_faults(rules.iter().cloned());
                json!({})
            }
            Step::Seed(seed) => {
                self.shared.change(|world| world.faults.seed = *seed);
                json!({})
            }
            Step::AddAccount { email, name } => {
                let account = self.add_account(email, name.as_deref().unwrap_or(email))?;
                let (access_token, refresh_token) = self.issue_tokens(&account.account_id)?;
                json!({
                    "account_id": account.account_id,
                    "calendar_ids": account.calendar_ids,
                    "access_token": access_token,
                    "refresh_token": refresh_token,
                })
            }
            Step::CreateChannel { account, request } => {
                let account = self.account(account.as_deref())?;
                json!({ "channel_id": self.create_channel(&account.account_id, request)?.channel_id })
            }
            Step::CloseChannel(channel_id) => self.close_channel(channel_id).map(|()| json!({}))?,
            Step::NotifyChannel { channel_id, name } => {
                let sent =
                    self.shared.change(|world| world.notify_by_hand(DeliveryCause::ControlApi, channel_id, name));
                let none = || SandboxError::new(format!("there is no open channel `{channel_id}`; create one first"));
                json!({ "delivery": sent.ok_or_else(none)? })
            }
            Step::UpsertEvent(event) => json!({ "event_uid": self.upsert(event)? }),
            Step::DeleteEvent(event) => self.delete_one(event).map(|()| json!({}))?,
            Step::Trigger(trigger) => {
                let body = trigger.body()?;
                let sent = match trigger.event_trigger {
                    Some(event_trigger) => self.send_by_hand(&trigger.to, body, event_trigger),
                    None => self.trigger(&trigger.to, body),
                };
                json!({ "delivery": sent? })
            }
            Step::Replay(number) => json!({ "delivery": self.replay(*number)? }),
            Step::DisconnectProfile(profile_id) => self.disconnect_profile(profile_id).map(|()| json!({}))?,
            Step::ReconnectProfile(profile_id) => self.reconnect_profile(profile_id).map(|()| json!({}))?,
            Step::FinishInitialSync(profile_id) => self.finish_initial_sync(profile_id).map(|()| json!({}))?,
            Step::ConferencingBehaviour { profile_id, behaviour } => {
                self.set_conferencing_behaviour(profile_id, *behaviour).map(|()| json!({}))?
            }
            Step::RequestGdpr(account) => {
                let account = self.account(Some(account))?;
                self.request_gdpr(&account.account_id).map(|()| json!({}))?
            }
            Step::AgentFailure { event_uid, subtype } => {
                let agent = self.agent_of(event_uid);
                let agent = agent.ok_or_else(|| {
                    SandboxError::new(format!("the event `{event_uid}` has no meeting agent; create it with one"))
                })?;
                self.set_agent_failure(&agent, subtype.as_deref()).map(|()| json!({}))?
            }
            Step::ReplyToSmartInvite { smart_invite_id, reply } => {
                self.reply_to_smart_invite(smart_invite_id, reply).map(|()| json!({}))?
            }
            Step::ChooseTime { real_time_scheduling_id, start } => {
                json!({ "start": self.choose(real_time_scheduling_id.as_deref(), *start)? })
            }
            Step::Expect(expectation) => self.expect(expectation).await?,
            Step::ExpectChannel(expectation) => self.expect_channel(expectation).await?,
        };
        Ok(done)
    }

    async fn advance_by(&self, by: SignedDuration) -> Result<Value, SandboxError> {
        if by.is_negative() {
            return Err(SandboxError::new("the clock does not go back; write a length of time such as `2h`"));
        }
        self.forward_to(later(self.now(), by)).await
    }

    async fn forward_to(&self, at: Timestamp) -> Result<Value, SandboxError> {
        let now = self.now();
        if at < now {
            return Err(SandboxError::new(format!("it is {now} already, and the clock does not go back to {at}")));
        }
        self.advance_to(at).await;
        Ok(json!({ "now": self.now() }))
    }

    /// The account of this id or e-mail address; the first one without either.
    fn account(&self, named: Option<&str>) -> Result<AccountView, SandboxError> {
        let accounts = self.accounts();
        let is =
            |it: &AccountView| named.is_none_or(|named| it.account_id == named || it.email.eq_ignore_ascii_case(named));
        let emails: Vec<_> = accounts.iter().map(|it| it.email.clone()).collect();
        accounts.into_iter().find(is).ok_or_else(|| {
            let named = named.unwrap_or_default();
            SandboxError::new(format!("there is no account `{named}`; there are {}", emails.join(", ")))
        })
    }

    /// The calendar of this id or name in the account; its primary one without either.
    fn calendar(&self, account: Option<&str>, named: Option<&str>) -> Result<String, SandboxError> {
        let account = self.account(account)?;
        let Some(named) = named else {
            let none = || SandboxError::new(format!("{} has no calendar to write to", account.email));
            return account.calendar_ids.first().cloned().ok_or_else(none);
        };
        self.shared.read(|world| {
            let of_account = |it: &&_| world.calendars[*it].account_id == account.account_id;
            let known = |id: &&String| {
                *id == named || of_account(id) && world.calendars[*id].calendar_name.eq_ignore_ascii_case(named)
            };
            let found = world.calendars.keys().find(known).cloned();
            found.ok_or_else(|| {
                let names =
                    world.calendars.keys().filter(of_account).map(|id| world.calendars[id].calendar_name.as_str());
                let names = names.collect::<Vec<_>>().join(", ");
                SandboxError::new(format!("{} has no calendar `{named}`; there are {names}", account.email))
            })
        })
    }

    /// Chooses a time of this page, or of the newest one that is open; the first that it offers unless one is given.
    fn choose(&self, named: Option<&str>, start: Option<Timestamp>) -> Result<Timestamp, SandboxError> {
        let pages = self.scheduling_pages();
        let is_meant = |it: &SchedulingPageView| named.is_none_or(|id| it.real_time_scheduling_id == id);
        let page = pages.iter().rev().find(|it| it.status == "open" && is_meant(it));
        let page = page.ok_or_else(|| {
            let named = named.map(|id| format!(" `{id}`")).unwrap_or_default();
            SandboxError::new(format!("there is no open page{named}; make one with `POST /v1/real_time_scheduling`"))
        })?;
        let none = || SandboxError::new("the page offers no time; its query has to have a period that is free");
        let start = start.or_else(|| page.offered.first().copied()).ok_or_else(none)?;
        self.choose_time(&page.real_time_scheduling_id, start)?;
        Ok(start)
    }

    fn upsert(&self, step: &EventStep) -> Result<String, SandboxError> {
        let calendar_id = self.calendar(step.account.as_deref(), step.calendar.as_deref())?;
        match step.by {
            StepAuthor::Application => self.upsert_event(&calendar_id, &step.event),
            StepAuthor::User => self.write_event_as_user(&calendar_id, &step.event),
        }
    }

    fn delete_one(&self, step: &EventStep) -> Result<(), SandboxError> {
        let calendar_id = self.calendar(step.account.as_deref(), step.calendar.as_deref())?;
        let named = |name: &str| step.event.get(name)?.as_str().map(str::to_owned);
        let event = named("event_id").map(EventRef::Id).or_else(|| named("event_uid").map(EventRef::Uid));
        let missing = || SandboxError::new("`delete_event` needs the `event_id` or the `event_uid` of the event");
        let by = match step.by {
            StepAuthor::Application => EventAuthor::Application,
            StepAuthor::User => EventAuthor::User,
        };
        self.delete(&calendar_id, &event.ok_or_else(missing)?, by)
    }
}

impl TriggerStep {
    /// The body to send.
    fn body(&self) -> Result<Value, SandboxError> {
        let mut body = match (&self.sample, &self.body) {
            (None, Some(body)) => body.clone(),
            (Some(name), None) => {
                let sample = sample(name).map_err(|error| SandboxError::new(error.to_string()))?;
                sample
                    .body_to(&self.to)
                    .map_err(|error| SandboxError::new(format!("the sample `{name}` is no JSON")).with_source(error))?
            }
            _ => return Err(SandboxError::new("a trigger needs either a `sample` or a `body`")),
        };
        for (path, value) in &self.set {
            let wrong = |error: FieldPathError| SandboxError::new(format!("`{path}` cannot be set: {error}"));
            path.parse::<FieldPath>().map_err(wrong)?.set(&mut body, value.clone()).map_err(wrong)?;
        }
        Ok(body)
    }
}
