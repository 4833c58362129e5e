//! Pages on which a person adds an event to a calendar.

use crate::world::model::{CalendarPage, EVERY_SCOPE, Grant, TargetCalendar, World};

impl World {
    /// Returns the token of a new page.
    pub(crate) fn create_calendar_page(&mut self, page: CalendarPage) -> String {
        let token = self.ids.hex(self.now);
        self.calendar_pages.insert(token.clone(), page);
        token
    }

    /// The person of an account adds the event of a page to the primary calendar, and returns to the application with
    /// this code. `None` when the page or the account does not exist.
    pub(crate) fn add_to_calendar(&mut self, token: &str, account_id: &str) -> Option<String> {
        let CalendarPage { event, oauth, mut target_calendars } = self.calendar_pages.get(token)?.clone();
        let account_id = self.accounts.get(account_id)?.account_id.clone();
        let own = self.calendars.values().find(|it| it.account_id == account_id && it.primary && !it.deleted)?;
        target_calendars.insert(0, TargetCalendar { sub: account_id.clone(), calendar_id: own.calendar_id.clone() });
        self.write_into(&target_calendars, event);
        let scope = oauth.scope.filter(|scope| !scope.trim().is_empty()).unwrap_or_else(|| EVERY_SCOPE.to_owned());
        Some(self.authorize(Grant { account_id, scope }, &oauth.redirect_uri))
    }
}
