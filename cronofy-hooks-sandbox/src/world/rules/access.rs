//! What users allow beyond a login: more access to calendars, a conferencing account, another profile.

use crate::world::model::{
    AccessRequest, AskedAccess, CalendarPermission, ConferencingBehaviour, ConferencingProfile, World,
};

/// The answer of a user to a request for access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccessDecision {
    pub(crate) redirect_uri: String,
    /// What the redirect adds to the query.
    pub(crate) parameter: Option<(&'static str, String)>,
}

impl World {
    /// Keeps a request until the user decides, and returns its id.
    pub(crate) fn request_access(&mut self, request: AccessRequest) -> String {
        let id = self.ids.prefixed("req", self.now);
        self.access_requests.insert(id.clone(), request);
        id
    }

    /// The user grants or refuses a request, once. `None` when no such request waits.
    pub(crate) fn decide_access(&mut self, id: &str, granted: bool) -> Option<AccessDecision> {
        let AccessRequest { account_id, redirect_uri, asks_for } = self.access_requests.remove(id)?;
        let parameter = match (granted, asks_for) {
            (false, _) => Some(("error", "access_denied".to_owned())),
            (true, AskedAccess::Calendars(permissions)) => {
                self.grant_permissions(&permissions);
                None
            }
            (true, AskedAccess::Conferencing(provider_name)) => {
                let profile_id = self.connect_conferencing(&account_id, &provider_name)?;
                Some(("last_linked_profile_id", profile_id))
            }
        };
        Some(AccessDecision { redirect_uri, parameter })
    }

    pub(crate) fn grant_permissions(&mut self, permissions: &[CalendarPermission]) {
        for CalendarPermission { calendar_id, permission_level } in permissions {
            if let Some(calendar) = self.calendars.get_mut(calendar_id) {
                calendar.permission_level.clone_from(permission_level);
            }
        }
    }

    /// Adds a conferencing account, or connects the one at the same provider again.
    fn connect_conferencing(&mut self, account_id: &str, provider_name: &str) -> Option<String> {
        let fresh = self.ids.prefixed("pro", self.now);
        let account = self.accounts.get_mut(account_id)?;
        let same = |it: &&mut ConferencingProfile| it.provider_name == provider_name;
        if let Some(profile) = account.conferencing_profiles.iter_mut().find(same) {
            profile.connected = true;
            return Some(profile.profile_id.clone());
        }
        account.conferencing_profiles.push(ConferencingProfile {
            profile_id: fresh.clone(),
            provider_name: provider_name.to_owned(),
            profile_name: account.email.clone(),
            connected: true,
            behaviour: ConferencingBehaviour::Works,
        });
        Some(fresh)
    }

    /// The application gives back its access to a profile. There is no notification for that. Returns whether the
    /// account has the profile.
    pub(crate) fn revoke_profile(&mut self, account_id: &str, profile_id: &str) -> bool {
        let Some(account) = self.accounts.get_mut(account_id) else { return false };
        let calendars = account.profiles.iter_mut().map(|it| (&it.profile_id, &mut it.connected));
        let conferences = account.conferencing_profiles.iter_mut().map(|it| (&it.profile_id, &mut it.connected));
        let profile = calendars.chain(conferences).find(|(known, _)| *known == profile_id);
        let Some((_, connected)) = profile else { return false };
        if std::mem::take(connected) {
            self.record_gap();
        }
        true
    }
}
