//! [`World`]: everything there is.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cronofy_hooks::Secrets;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::account::{Account, Calendar, ConferencingMood};
use super::agenda::Agenda;
use super::agent::MeetingAgent;
use super::application::Application;
use super::channel::Channel;
use super::delivery::Delivery;
use super::event::Event;
use super::ids::Ids;
use super::paging::Pages;
use super::tokens::Tokens;
use crate::error::SandboxError;
use crate::fault::Faults;

/// Everything there is.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) now: Timestamp,
    /// Not written with the rest: it has the secrets.
    #[serde(skip)]
    pub(crate) application: Application,
    /// Of the secrets of the application.
    #[serde(skip, default = "no_signer")]
    pub(crate) signer: Secrets,
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) calendars: BTreeMap<String, Calendar>,
    /// By `event_uid`.
    pub(crate) events: BTreeMap<String, Event>,
    pub(crate) channels: BTreeMap<String, Channel>,
    /// By `sub`.
    pub(crate) agents: BTreeMap<String, MeetingAgent>,
    /// Of the conferences that calendar accounts make themselves, by `profile_id`; others work.
    pub(crate) integrated_moods: BTreeMap<String, ConferencingMood>,
    pub(crate) deliveries: BTreeMap<u64, Delivery>,
    /// Those that are over, in the order in which they ended.
    pub(super) finished: VecDeque<u64>,
    /// Those that a fault holds back until a later one has gone.
    pub(super) held: BTreeSet<u64>,
    pub(crate) agenda: Agenda,
    pub(crate) faults: Faults,
    pub(super) tokens: Tokens,
    pub(crate) pages: Pages,
    pub(super) ids: Ids,
}

impl World {
    /// With nobody in it.
    pub(crate) fn new(application: Application, now: Timestamp, seed: u64) -> Result<Self, SandboxError> {
        Ok(Self {
            now,
            signer: application.signer()?,
            application,
            accounts: BTreeMap::new(),
            calendars: BTreeMap::new(),
            events: BTreeMap::new(),
            channels: BTreeMap::new(),
            agents: BTreeMap::new(),
            integrated_moods: BTreeMap::new(),
            deliveries: BTreeMap::new(),
            finished: VecDeque::new(),
            held: BTreeSet::new(),
            agenda: Agenda::default(),
            faults: Faults { seed, rules: Vec::new() },
            tokens: Tokens::default(),
            pages: Pages::default(),
            ids: Ids::default(),
        })
    }

    /// Goes on with other secrets, unless one of them cannot be used.
    pub(crate) fn set_client_secrets(&mut self, client_secrets: Vec<String>) -> Result<(), SandboxError> {
        self.set_application(Application { client_id: self.application.client_id.clone(), client_secrets })
    }

    /// Goes on for an application, unless one of its secrets cannot be used.
    pub(crate) fn set_application(&mut self, application: Application) -> Result<(), SandboxError> {
        self.signer = application.signer()?;
        self.application = application;
        Ok(())
    }
}

/// Signs for nobody: of a world that was read, until it is told its application.
fn no_signer() -> Secrets {
    Secrets::new(["nobody"]).expect("a word without spaces is a secret")
}
