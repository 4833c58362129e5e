//! Profiles lose and regain their connection, and users ask to be forgotten; channels are notified.

use crate::world::model::{Account, Calendar, ConferencingBehaviour, ConferencingProfile, Profile, Step, World};

impl World {
    /// Disconnects a calendar account until the user reconnects it. Returns whether the profile exists.
    pub(crate) fn disconnect_profile(&mut self, profile_id: &str) -> bool {
        let newest = self.ids.last();
        let known = self.change_profile(profile_id, "profile_disconnected", |profile| profile.connected = false);
        self.record_if(known, newest, Step::DisconnectProfile(profile_id.to_owned()))
    }

    /// Reconnects a calendar account. The service has no notification for that; it reports the changes that
    /// were made in the meantime.
    pub(crate) fn reconnect_profile(&mut self, profile_id: &str) -> bool {
        let newest = self.ids.last();
        let Some((account_id, profile)) = self.profile(profile_id) else { return false };
        profile.connected = true;
        let of_profile = |it: &&mut Calendar| it.profile_id == profile_id && !it.deleted;
        let calendars = self.calendars.values_mut().filter(of_profile);
        let unseen: Vec<_> = calendars.map(|it| (it.calendar_id.clone(), std::mem::take(&mut it.unseen))).collect();
        for (calendar_id, unseen) in unseen {
            for (managed, since) in unseen.since() {
                let changed = self.events.values().filter(|it| it.calendar_id == calendar_id && it.updated >= since);
                let changed: Vec<_> =
                    changed.filter(|it| it.managed() == managed).map(|it| it.event_uid.clone()).collect();
                self.report(&account_id, &calendar_id, managed, since, &changed);
            }
        }
        self.record_if(true, newest, Step::ReconnectProfile(profile_id.to_owned()))
    }

    pub(super) fn is_connected(&self, calendar_id: &str) -> bool {
        let profile_id = self.calendars.get(calendar_id).map(|it| &it.profile_id);
        let mut profiles = self.accounts.values().flat_map(|account| &account.profiles);
        profiles.any(|it| Some(&it.profile_id) == profile_id && it.connected)
    }

    /// Completes the first synchronisation of a profile.
    pub(crate) fn finish_initial_sync(&mut self, profile_id: &str) -> bool {
        let newest = self.ids.last();
        let known = self.change_profile(profile_id, "profile_initial_sync_completed", |profile| {
            profile.initial_sync_required = false;
        });
        self.record_if(known, newest, Step::FinishInitialSync(profile_id.to_owned()))
    }

    /// Disconnects a conferencing account until the user reconnects it.
    pub(crate) fn disconnect_conferencing_profile(&mut self, profile_id: &str) -> bool {
        let newest = self.ids.last();
        let Some((account_id, profile)) = self.conferencing_profile(profile_id) else { return false };
        profile.connected = false;
        self.notify_account(&account_id, "conferencing_profile_disconnected");
        self.record_if(true, newest, Step::DisconnectProfile(profile_id.to_owned()))
    }

    /// Reconnects a conferencing account. Conferences that failed are created at their next attempt.
    pub(crate) fn reconnect_conferencing_profile(&mut self, profile_id: &str) -> bool {
        let Some((_, profile)) = self.conferencing_profile(profile_id) else { return false };
        profile.connected = true;
        self.record_if(true, self.ids.last(), Step::ReconnectProfile(profile_id.to_owned()))
    }

    /// Sets how a conferencing provider responds from now on. A calendar account is the provider of its
    /// integrated conferences.
    pub(crate) fn set_conferencing_behaviour(&mut self, profile_id: &str, behaviour: ConferencingBehaviour) -> bool {
        let step = Step::ConferencingBehaviour { profile_id: profile_id.to_owned(), behaviour };
        if let Some((_, profile)) = self.conferencing_profile(profile_id) {
            profile.behaviour = behaviour;
            return self.record_if(true, self.ids.last(), step);
        }
        let known = self.profile(profile_id).is_some();
        if known {
            self.integrated_behaviours.insert(profile_id.to_owned(), behaviour);
        }
        self.record_if(known, self.ids.last(), step)
    }

    /// The user asks to be forgotten. Returns whether the account exists.
    pub(crate) fn request_gdpr(&mut self, account_id: &str) -> bool {
        let newest = self.ids.last();
        let Some(email) = self.accounts.get(account_id).map(|it| it.email.clone()) else { return false };
        self.notify_account(account_id, "gdpr_requested");
        self.record_if(true, newest, Step::RequestGdpr(email))
    }

    /// Records a step if it was done. Returns whether it was.
    fn record_if(&mut self, done: bool, newest: u64, step: Step) -> bool {
        if done {
            self.record(newest, step);
        }
        done
    }

    fn change_profile(&mut self, profile_id: &str, name: &str, change: impl FnOnce(&mut Profile)) -> bool {
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

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use serde_json::{Value, json};

    use crate::world::World;
    use crate::world::model::{AttemptOutcome, ChannelFilters, ClientApplication};
    use crate::world::rules::{ACCOUNT_ID, EventAuthor, PRIVATE, PROFILE_ID, WORK};

    /// What is sent now: the URL, the name, and `changes_since`. Everything is delivered.
    fn sent(world: &mut World) -> Vec<(String, String, Option<Timestamp>)> {
        let mut sent = Vec::new();
        for request in world.run_due() {
            let body: Value = serde_json::from_str(&request.body).expect("it is JSON");
            let since = body["notification"]["changes_since"].as_str().map(|since| since.parse().expect("a time"));
            let name = body["notification"]["type"].as_str().unwrap_or_default().to_owned();
            sent.push((request.url, name, since));
            world.record_result(request.delivery, request.attempt, AttemptOutcome::Answered(204).into());
        }
        sent.sort();
        sent
    }

    fn write(world: &mut World, calendar_id: &str, event: Value, by: EventAuthor) {
        let event = serde_json::from_value(event).expect("an event");
        world.upsert_event(ACCOUNT_ID, calendar_id, event, by).expect("it can be written");
        world.now = world.now.checked_add(SignedDuration::from_mins(1)).expect("a time");
    }

    #[test]
    fn changes_while_a_profile_is_disconnected_are_reported_when_it_is_reconnected() {
        let application = ClientApplication { client_id: String::new(), client_secrets: vec!["CRN_secret".to_owned()] };
        let mut world = World::new(application, "2026-06-01T08:00:00Z".parse().expect("a time"), 1).expect("a secret");
        world.seed();
        let only = |id: &str| ChannelFilters { calendar_ids: Some([id.to_owned()].into()), only_managed: None };
        let managed = ChannelFilters { calendar_ids: None, only_managed: Some(true) };
        for (url, filters) in
            [("all", ChannelFilters::default()), ("managed", managed), ("private", only(PRIVATE)), ("work", only(WORK))]
        {
            world.create_channel(ACCOUNT_ID, url, filters, None).expect("there is room");
        }
        let event = json!({ "event_id": "own", "start": "2026-06-02", "end": "2026-06-03" });
        write(&mut world, WORK, event, EventAuthor::Application);
        sent(&mut world);

        assert!(world.disconnect_profile(PROFILE_ID));
        assert!(sent(&mut world).iter().all(|(_, name, _)| name == "profile_disconnected"));
        let lunch = json!({ "summary": "Lunch", "start": "2026-06-02", "end": "2026-06-03" });
        let first = world.now;
        write(&mut world, WORK, lunch.clone(), EventAuthor::User);
        write(&mut world, WORK, lunch, EventAuthor::User);
        let second = world.now;
        let moved = json!({ "event_id": "own", "start": "2026-06-03", "end": "2026-06-04" });
        write(&mut world, WORK, moved, EventAuthor::User);
        assert_eq!(sent(&mut world), [], "the service sees nothing");

        assert!(world.reconnect_profile(PROFILE_ID));
        let change = |url: &str, since| (url.to_owned(), "change".to_owned(), Some(since));
        assert_eq!(sent(&mut world), [change("all", first), change("managed", second), change("work", first)]);
        let reported = |url: &str| {
            let of = world.deliveries.values().find(|it| it.name == "change" && it.url == url).expect("it was sent");
            of.changed_events.iter().map(|uid| world.events[uid].summary.as_str()).collect::<Vec<_>>()
        };
        assert_eq!((reported("managed"), reported("work").len()), (vec![""], 3), "the events that changed");
        assert!(world.disconnect_profile(PROFILE_ID) && world.reconnect_profile(PROFILE_ID));
        assert!(
            sent(&mut world).iter().all(|(_, name, _)| name == "profile_disconnected"),
            "nothing has changed since"
        );
    }
}
