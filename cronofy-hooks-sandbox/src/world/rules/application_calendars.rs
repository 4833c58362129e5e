//! Calendars that belong to the application: accounts without a user.

use super::tokens::IssuedTokens;
use crate::world::model::{Account, Grant, Profile, World};

impl World {
    /// Tokens for the calendar with this id, which is created if there is none.
    pub(crate) fn application_calendar(&mut self, id: &str) -> IssuedTokens {
        let is_same = |it: &&Account| it.application_calendar_id.as_deref() == Some(id);
        let known = self.accounts.values().find(is_same).map(|it| it.account_id.clone());
        let account_id = known.unwrap_or_else(|| self.add_application_calendar(id));
        self.issue(Grant { account_id, scope: "read_write".to_owned() })
    }

    fn add_application_calendar(&mut self, id: &str) -> String {
        let now = self.now;
        let account_id = self.ids.prefixed("apc", now);
        let profile_id = self.ids.prefixed("pro", now);
        let calendar_id = self.ids.prefixed("cal", now);
        let profile = Profile {
            profile_id: profile_id.clone(),
            provider_name: "cronofy".to_owned(),
            provider_service: "cronofy".to_owned(),
            profile_name: id.to_owned(),
            connected: true,
            initial_sync_required: false,
        };
        let account = Account {
            account_id: account_id.clone(),
            email: String::new(),
            name: id.to_owned(),
            default_tzid: "Etc/UTC".to_owned(),
            profiles: vec![profile],
            conferencing_profiles: Vec::new(),
            application_calendar_id: Some(id.to_owned()),
            delegated_by: None,
        };
        self.accounts.insert(account_id.clone(), account);
        self.insert_calendar(calendar_id, [&account_id, &profile_id], id, true, false);
        account_id
    }
}
