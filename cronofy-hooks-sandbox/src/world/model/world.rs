//! [`World`]: the whole state.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cronofy_hooks::Secrets;
use cronofy_hooks_types::response::BookableEvent;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

use super::access_request::AccessRequest;
use super::account::{Account, Calendar, ConferencingBehaviour};
use super::agenda::Agenda;
use super::application::ClientApplication;
use super::attachment::Attachment;
use super::availability::ManagedAvailability;
use super::call_log::CallLog;
use super::cause::DeliveryCause;
use super::channel::ChannelView as Channel;
use super::conversation::Conversation;
use super::delegated_access::DelegatedAccess;
use super::delivery::{DeliveryState, DeliveryView as Delivery};
use super::event::Event;
use super::fault_rule::FaultRules;
use super::ids::IdGenerator;
use super::meeting_agent::MeetingAgent;
use super::paged_read::PagedReads;
use super::recording::WorldRecording;
use super::scheduling::{CalendarPage, SchedulingPage};
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
    /// The redirect URIs that the application submitted. A login may continue at these only, or anywhere while there are
    /// none.
    #[serde(default)]
    pub(crate) redirect_uris: BTreeSet<String>,
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) calendars: BTreeMap<String, Calendar>,
    /// By `account_id`.
    #[serde(default)]
    pub(crate) availability: BTreeMap<String, ManagedAvailability>,
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
    /// Pages on which a person chooses a time, by id.
    #[serde(default)]
    pub(crate) scheduling: BTreeMap<String, SchedulingPage>,
    /// Pages on which a person adds an event to a calendar, by token.
    #[serde(default)]
    pub(crate) calendar_pages: BTreeMap<String, CalendarPage>,
    /// By `bookable_event_id`.
    #[serde(default)]
    pub(crate) bookable_events: BTreeMap<String, BookableEvent>,
    /// For the integrated conferences of calendar accounts, by `profile_id`; the default is `Works`.
    #[serde(rename = "integrated_moods")]
    pub(crate) integrated_behaviours: BTreeMap<String, ConferencingBehaviour>,
    #[serde(serialize_with = "newest_ended")]
    pub(crate) deliveries: BTreeMap<u64, Delivery>,
    /// Deliveries that have ended, in the order in which they ended.
    pub(crate) finished: VecDeque<u64>,
    /// How many deliveries that have ended are kept, and how many calls.
    #[serde(skip)]
    pub(crate) history: usize,
    /// How many ended deliveries were dropped to keep no more than `history`.
    #[serde(default)]
    pub(crate) dropped: u64,
    /// The size of all answers that are kept.
    #[serde(default)]
    pub(crate) answer_bytes: usize,
    /// Deliveries that a fault holds back until a later one was sent.
    pub(crate) held: BTreeSet<u64>,
    /// Of the application.
    #[serde(default)]
    pub(crate) calls: CallLog,
    /// What causes the changes that are made now.
    #[serde(skip)]
    pub(crate) cause: DeliveryCause,
    pub(crate) agenda: Agenda,
    pub(crate) faults: FaultRules,
    pub(crate) tokens: IssuedTokenSet,
    pub(crate) pages: PagedReads,
    pub(crate) ids: IdGenerator,
    #[serde(default)]
    pub(crate) recording: WorldRecording,
    /// From when until when the clock was moved last.
    #[serde(skip)]
    pub(crate) last_move: Option<(Timestamp, Timestamp)>,
}

/// The state file holds no longer history than this, because each change writes the whole file.
fn newest_ended<S: Serializer>(deliveries: &BTreeMap<u64, Delivery>, serializer: S) -> Result<S::Ok, S::Error> {
    let ended = |it: &Delivery| matches!(it.state, DeliveryState::Delivered(_) | DeliveryState::GivenUp(_));
    let oldest =
        deliveries.iter().rev().filter(|(_, it)| ended(it)).nth(World::HISTORY - 1).map_or(0, |(number, _)| *number);
    serializer.collect_map(deliveries.iter().filter(|(number, it)| **number >= oldest || !ended(it)))
}

impl World {
    /// How many deliveries that have ended are kept, unless set.
    pub(crate) const HISTORY: usize = 2_000;

    /// Without an account.
    pub(crate) fn new(application: ClientApplication, now: Timestamp, seed: u64) -> Result<Self, SandboxError> {
        let faults = FaultRules { seed, rules: Vec::new() };
        let recording = WorldRecording::since(now, seed);
        let mut world = Self { now, faults, recording, history: Self::HISTORY, ..Self::default() };
        world.set_application(application)?;
        Ok(world)
    }

    /// Replaces the client secrets, unless one of them cannot be used.
    pub(crate) fn set_client_secrets(&mut self, client_secrets: Vec<String>) -> Result<(), SandboxError> {
        self.set_application(ClientApplication { client_id: self.application.client_id.clone(), client_secrets })?;
        self.record_gap();
        Ok(())
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
