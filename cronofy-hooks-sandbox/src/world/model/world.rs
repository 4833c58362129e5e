//! [`World`]: the whole state.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cronofy_hooks::Secrets;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::access_request::AccessRequest;
use super::account::{Account, Calendar, ConferencingBehaviour};
use super::agenda::Agenda;
use super::application::ClientApplication;
use super::attachment::Attachment;
use super::authorization::DelegatedAccess;
use super::channel::Channel;
use super::conversation::Conversation;
use super::delivery::Delivery;
use super::event::Event;
use super::fault::FaultRules;
use super::ids::IdGenerator;
use super::meeting_agent::MeetingAgent;
use super::paged_read::PagedReads;
use super::smart_invite::SmartInvite;
use super::token::IssuedTokenSet;
use crate::error::SandboxError;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) now: Timestamp,
    /// Not in the state file, because it holds the secrets.
    #[serde(skip)]
    pub(crate) application: ClientApplication,
    /// Signs with the secrets of the application. `None` for a world that was just read, until `set_application`.
    #[serde(skip)]
    pub(crate) signer: Option<Secrets>,
    /// Where the sandbox is served, for URLs in bodies; `None` until it is.
    #[serde(skip)]
    pub(crate) base_url: Option<String>,
    /// Whether an upsert always needs `summary`, `start` and `end`.
    #[serde(skip)]
    pub(crate) whole_events_only: bool,
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) calendars: BTreeMap<String, Calendar>,
    /// By `event_uid`.
    pub(crate) events: BTreeMap<String, Event>,
    pub(crate) channels: BTreeMap<String, Channel>,
    /// Those that wait for the user.
    #[serde(default)]
    pub(crate) access_requests: BTreeMap<String, AccessRequest>,
    #[serde(default)]
    pub(crate) attachments: BTreeMap<String, Attachment>,
    /// By `key`.
    #[serde(default)]
    pub(crate) invites: BTreeMap<String, SmartInvite>,
    #[serde(default)]
    pub(crate) delegated_access: BTreeMap<String, DelegatedAccess>,
    #[serde(default)]
    pub(crate) conversations: BTreeMap<String, Conversation>,
    /// By `sub`.
    pub(crate) agents: BTreeMap<String, MeetingAgent>,
    /// For the integrated conferences of calendar accounts, by `profile_id`; the default is `Works`.
    #[serde(rename = "integrated_moods")]
    pub(crate) integrated_behaviours: BTreeMap<String, ConferencingBehaviour>,
    pub(crate) deliveries: BTreeMap<u64, Delivery>,
    /// Deliveries that have ended, in the order in which they ended.
    pub(crate) finished: VecDeque<u64>,
    /// The size of all answers that are kept.
    #[serde(default)]
    pub(crate) answer_bytes: usize,
    /// Deliveries that a fault holds back until a later one was sent.
    pub(crate) held: BTreeSet<u64>,
    pub(crate) agenda: Agenda,
    pub(crate) faults: FaultRules,
    pub(crate) tokens: IssuedTokenSet,
    pub(crate) pages: PagedReads,
    pub(crate) ids: IdGenerator,
}

impl World {
    /// Without an account.
    pub(crate) fn new(application: ClientApplication, now: Timestamp, seed: u64) -> Result<Self, SandboxError> {
        let mut world = Self { now, faults: FaultRules { seed, rules: Vec::new() }, ..Self::default() };
        world.set_application(application)?;
        Ok(world)
    }

    /// Replaces the client secrets, unless one of them cannot be used.
    pub(crate) fn set_client_secrets(&mut self, client_secrets: Vec<String>) -> Result<(), SandboxError> {
        self.set_application(ClientApplication { client_id: self.application.client_id.clone(), client_secrets })
    }

    /// Replaces the application, unless one of its secrets cannot be used.
    pub(crate) fn set_application(&mut self, application: ClientApplication) -> Result<(), SandboxError> {
        self.signer = Some(application.signer()?);
        self.application = application;
        Ok(())
    }

    /// Where the sandbox is served. Without a server, URLs are on a host that does not exist.
    pub(crate) fn base_url(&self) -> &str {
        self.base_url.as_deref().unwrap_or("https://sandbox.example.com")
    }

    /// The id of the account that a calendar belongs to.
    pub(crate) fn owner_of(&self, calendar_id: &str) -> Option<String> {
        self.calendars.get(calendar_id).map(|it| it.account_id.clone())
    }
}
