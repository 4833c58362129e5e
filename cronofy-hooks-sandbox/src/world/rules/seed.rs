//! The initial state, one account with the same ids in every run; and further accounts.

use crate::world::model::{
    Account, Calendar, ConferencingBehaviour, ConferencingProfile, Grant, Profile, Step, UnreportedChanges, World,
    unrestricted,
};

/// The account of a new sandbox.
pub(crate) const ACCOUNT_ID: &str = "acc_000000000000000000000001";
/// The address of its user, who is made up.
pub(crate) const EMAIL: &str = "ada@example.com";
/// Its calendar account at Google.
pub(crate) const PROFILE_ID: &str = "pro_000000000000000000000001";
/// Its conferencing account at Zoom.
pub(crate) const CONFERENCING_PROFILE_ID: &str = "pro_000000000000000000000002";
/// Its calendars.
pub(crate) const WORK: &str = "cal_sandbox_work";
pub(crate) const PRIVATE: &str = "cal_sandbox_private";
pub(crate) const HOLIDAYS: &str = "cal_sandbox_holidays";
/// The calendars of each account: the name, whether it is the primary one, and whether it is read-only.
pub(crate) const CALENDARS: [(&str, bool, bool); 3] =
    [("Work", true, false), ("Private", false, false), ("Holidays", false, true)];
/// The credentials of the application, unless others are set. They are public.
pub(crate) const CLIENT_ID: &str = "sandbox";
pub(crate) const CLIENT_SECRET: &str = "CRN_sandbox_secret";
/// Tokens that an application can use at once.
pub(crate) const ACCESS_TOKEN: &str = "sandbox_access_token";
pub(crate) const REFRESH_TOKEN: &str = "sandbox_refresh_token";

impl World {
    /// Adds Ada Example with two writable calendars and a read-only one, a conferencing account, and
    /// tokens for an application.
    pub(crate) fn seed(&mut self) {
        let ids = [ACCOUNT_ID, PROFILE_ID, CONFERENCING_PROFILE_ID].map(str::to_owned);
        self.insert_account(ids, EMAIL, "Ada Example");
        for (id, (name, primary, readonly)) in [WORK, PRIVATE, HOLIDAYS].into_iter().zip(CALENDARS) {
            self.insert_calendar(id.to_owned(), [ACCOUNT_ID, PROFILE_ID], name, primary, readonly);
        }
        self.give_tokens(Grant::everything(ACCOUNT_ID), ACCESS_TOKEN, REFRESH_TOKEN);
    }

    /// Adds another account of the same kind, with ids of its own, and returns its id; `None` when an account has
    /// the address already.
    pub(crate) fn add_account(&mut self, email: &str, name: &str) -> Option<String> {
        let newest = self.ids.last();
        let account_id = self.insert_new_account(email, name)?;
        self.record(newest, Step::AddAccount { email: email.to_owned(), name: Some(name.to_owned()) });
        Some(account_id)
    }

    /// Like [`add_account`](Self::add_account), without recording a step: for use within a larger action.
    pub(super) fn insert_new_account(&mut self, email: &str, name: &str) -> Option<String> {
        if self.accounts.values().any(|it| it.email.eq_ignore_ascii_case(email)) {
            return None;
        }
        let now = self.now;
        let mut account_id = self.ids.prefixed("acc", now);
        // The fixed ids have the form of those of a clock at 1970.
        while self.accounts.contains_key(&account_id) {
            account_id = self.ids.prefixed("acc", now);
        }
        let profile_id = self.ids.prefixed("pro", now);
        let conferencing_profile_id = self.ids.prefixed("pro", now);
        self.insert_account([account_id.clone(), profile_id.clone(), conferencing_profile_id], email, name);
        for (name, primary, readonly) in CALENDARS {
            let calendar_id = self.ids.prefixed("cal", now);
            self.insert_calendar(calendar_id, [&account_id, &profile_id], name, primary, readonly);
        }
        Some(account_id)
    }

    fn insert_account(&mut self, ids: [String; 3], email: &str, name: &str) {
        let [account_id, profile_id, conferencing_profile_id] = ids;
        let profile = Profile {
            profile_id,
            provider_name: "google".to_owned(),
            provider_service: "gmail".to_owned(),
            profile_name: email.to_owned(),
            connected: true,
            initial_sync_required: false,
        };
        let conferencing_profile = ConferencingProfile {
            profile_id: conferencing_profile_id,
            provider_name: "zoom".to_owned(),
            profile_name: email.to_owned(),
            connected: true,
            behaviour: ConferencingBehaviour::Works,
        };
        let account = Account {
            account_id: account_id.clone(),
            email: email.to_owned(),
            name: name.to_owned(),
            default_tzid: "Europe/London".to_owned(),
            profiles: vec![profile],
            conferencing_profiles: vec![conferencing_profile],
            application_calendar_id: None,
            delegated_by: None,
        };
        self.accounts.insert(account_id, account);
    }

    pub(super) fn insert_calendar(
        &mut self,
        calendar_id: String,
        owner: [&str; 2],
        name: &str,
        primary: bool,
        readonly: bool,
    ) {
        let [account_id, profile_id] = owner.map(str::to_owned);
        let calendar = Calendar {
            calendar_id: calendar_id.clone(),
            account_id,
            profile_id,
            calendar_name: name.to_owned(),
            readonly,
            primary,
            deleted: false,
            integrated_conferencing: !readonly,
            permission_level: unrestricted(),
            unseen: UnreportedChanges::default(),
        };
        self.calendars.insert(calendar_id, calendar);
    }
}
