//! The initial state: one account, with the same ids in every run.

use crate::world::model::{
    Account, Calendar, ConferencingBehaviour, ConferencingProfile, Grant, Profile, UnreportedChanges, World,
};

/// The account of a new sandbox.
pub(crate) const ACCOUNT_ID: &str = "acc_000000000000000000000001";
/// Its calendar account at Google.
pub(crate) const PROFILE_ID: &str = "pro_000000000000000000000001";
/// Its conferencing account at Zoom.
pub(crate) const CONFERENCING_PROFILE_ID: &str = "pro_000000000000000000000002";
/// Its calendars.
pub(crate) const WORK: &str = "cal_sandbox_work";
pub(crate) const PRIVATE: &str = "cal_sandbox_private";
pub(crate) const HOLIDAYS: &str = "cal_sandbox_holidays";
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
        self.accounts.insert(ACCOUNT_ID.to_owned(), ada());
        for (id, name, primary, readonly) in
            [(WORK, "Work", true, false), (PRIVATE, "Private", false, false), (HOLIDAYS, "Holidays", false, true)]
        {
            let calendar = Calendar {
                calendar_id: id.to_owned(),
                account_id: ACCOUNT_ID.to_owned(),
                profile_id: PROFILE_ID.to_owned(),
                calendar_name: name.to_owned(),
                readonly,
                primary,
                deleted: false,
                integrated_conferencing: !readonly,
                unseen: UnreportedChanges::default(),
            };
            self.calendars.insert(calendar.calendar_id.clone(), calendar);
        }
        self.give_tokens(Grant::everything(ACCOUNT_ID), ACCESS_TOKEN, REFRESH_TOKEN);
    }
}

fn ada() -> Account {
    let email = "ada@example.com".to_owned();
    let profile = Profile {
        profile_id: PROFILE_ID.to_owned(),
        provider_name: "google".to_owned(),
        provider_service: "gmail".to_owned(),
        profile_name: email.clone(),
        connected: true,
        initial_sync_required: false,
    };
    let conferencing_profile = ConferencingProfile {
        profile_id: CONFERENCING_PROFILE_ID.to_owned(),
        provider_name: "zoom".to_owned(),
        profile_name: email.clone(),
        connected: true,
        behaviour: ConferencingBehaviour::Works,
    };
    Account {
        account_id: ACCOUNT_ID.to_owned(),
        email,
        name: "Ada Example".to_owned(),
        default_tzid: "Europe/London".to_owned(),
        profiles: vec![profile],
        conferencing_profiles: vec![conferencing_profile],
    }
}
