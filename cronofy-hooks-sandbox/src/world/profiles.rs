//! What happens to the profiles of an account, told to its channels.

use super::World;
use super::account::{Account, ConferencingMood, ConferencingProfile, Profile};

impl World {
    /// The user has to connect a calendar account again. Whether there is such a profile.
    pub(crate) fn disconnect_profile(&mut self, profile_id: &str) -> bool {
        self.profile_told(profile_id, "profile_disconnected", |profile| profile.connected = false)
    }

    /// The user connected it again. There is no notification for that: what changed meanwhile is told.
    pub(crate) fn reconnect_profile(&mut self, profile_id: &str) -> bool {
        let Some((account_id, profile)) = self.profile(profile_id) else { return false };
        profile.connected = true;
        let of_profile = |calendar: &&super::account::Calendar| calendar.profile_id == profile_id && !calendar.deleted;
        let calendars: Vec<_> = self.calendars.values().filter(of_profile).map(|it| it.calendar_id.clone()).collect();
        for calendar_id in calendars {
            self.changed(&account_id, &calendar_id, false);
        }
        true
    }

    /// The calendars of a profile have been read for the first time.
    pub(crate) fn finish_initial_sync(&mut self, profile_id: &str) -> bool {
        self.profile_told(profile_id, "profile_initial_sync_completed", |profile| profile.initial_sync_required = false)
    }

    /// The user has to connect a provider of conferences again.
    pub(crate) fn disconnect_conferencing_profile(&mut self, profile_id: &str) -> bool {
        let Some((account_id, profile)) = self.conferencing_profile(profile_id) else { return false };
        profile.connected = false;
        self.notify_account(&account_id, "conferencing_profile_disconnected");
        true
    }

    /// The user connected it again; conferences that failed for it are made at the next attempt.
    pub(crate) fn reconnect_conferencing_profile(&mut self, profile_id: &str) -> bool {
        let Some((_, profile)) = self.conferencing_profile(profile_id) else { return false };
        profile.connected = true;
        true
    }

    /// What a provider of conferences does from now on; a calendar account provides its integrated ones.
    pub(crate) fn set_mood(&mut self, profile_id: &str, mood: ConferencingMood) -> bool {
        if let Some((_, profile)) = self.conferencing_profile(profile_id) {
            profile.mood = mood;
            return true;
        }
        let known = self.profile(profile_id).is_some();
        if known {
            self.integrated_moods.insert(profile_id.to_owned(), mood);
        }
        known
    }

    /// The user wants to be forgotten. Whether there is such an account.
    pub(crate) fn request_gdpr(&mut self, account_id: &str) -> bool {
        let known = self.accounts.contains_key(account_id);
        if known {
            self.notify_account(account_id, "gdpr_requested");
        }
        known
    }

    fn profile_told(&mut self, profile_id: &str, name: &str, change: impl FnOnce(&mut Profile)) -> bool {
        let Some((account_id, profile)) = self.profile(profile_id) else { return false };
        change(profile);
        self.notify_account(&account_id, name);
        true
    }

    fn profile(&mut self, profile_id: &str) -> Option<(String, &mut Profile)> {
        self.accounts.values_mut().find_map(|Account { account_id, profiles, .. }| {
            let profile = profiles.iter_mut().find(|it| it.profile_id == profile_id)?;
            Some((account_id.clone(), profile))
        })
    }

    fn conferencing_profile(&mut self, profile_id: &str) -> Option<(String, &mut ConferencingProfile)> {
        self.accounts.values_mut().find_map(|Account { account_id, conferencing_profiles, .. }| {
            let profile = conferencing_profiles.iter_mut().find(|it| it.profile_id == profile_id)?;
            Some((account_id.clone(), profile))
        })
    }
}
