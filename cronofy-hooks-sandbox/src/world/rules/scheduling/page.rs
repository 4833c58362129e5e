//! Makes and closes the pages of real-time scheduling.

use crate::world::model::{
    EffectVerb, NotificationSubject, SchedulingPage, SchedulingPlan, SchedulingQuery, SchedulingState, World,
};
use crate::world::rules::QueryError;

impl World {
    /// Checks what no schema can express of a page for a choice of times.
    pub(crate) fn check_plan(&self, plan: &SchedulingPlan) -> Result<(), QueryError> {
        let checked = match &plan.availability {
            SchedulingQuery::Meeting(query) => self.check_query(query),
            SchedulingQuery::Sequence(query) => self.check_sequence(query),
        };
        checked.map_err(|error| error.within("availability"))?;
        self.check_targets(&plan.target_calendars)
    }

    pub(crate) fn create_scheduling_page(&mut self, plan: SchedulingPlan) -> &SchedulingPage {
        let id = self.ids.prefixed("sch", self.now);
        let token = self.ids.hex(self.now);
        let page = SchedulingPage { id: id.clone(), token, created: self.now, plan, state: SchedulingState::Open };
        self.note(EffectVerb::Created, NotificationSubject::Scheduling(id.clone()));
        self.scheduling.entry(id).or_insert(page)
    }

    pub(crate) fn scheduling_page_of(&self, token: &str) -> Option<&SchedulingPage> {
        self.scheduling.values().find(|it| it.token == token)
    }

    /// Closes a page on which no time was chosen. `None` when there is no such page, and `Some(false)` when a time was
    /// chosen.
    pub(crate) fn disable_scheduling_page(&mut self, id: &str, message: String) -> Option<bool> {
        let page = self.scheduling.get_mut(id)?;
        let is_closed = !matches!(page.state, SchedulingState::Completed(_));
        if is_closed {
            page.state = SchedulingState::Disabled(message);
            self.note(EffectVerb::Deleted, NotificationSubject::Scheduling(id.to_owned()));
        }
        Some(is_closed)
    }
}
