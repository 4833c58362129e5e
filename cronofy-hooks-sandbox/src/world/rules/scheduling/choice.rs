//! What a person does on a page: chooses a time, or says that none suits.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::body;
use crate::world::model::{
    FreeStep, NewNotification, NotificationSubject, SchedulingPage, SchedulingPlan, SchedulingQuery, SchedulingState,
    World,
};
use crate::world::rules::time::seconds;

/// Why nothing was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChoiceError {
    /// There is no such page, or it is closed.
    NotOpen,
    /// The time is not offered, or not any more.
    NotFree,
}

impl World {
    /// The person chooses what begins at a time: the events are written, and the application is notified.
    pub(crate) fn choose_time(&mut self, id: &str, start: Timestamp) -> Result<(), ChoiceError> {
        let page = self.open_page(id).ok_or(ChoiceError::NotOpen)?;
        let begins = |steps: &Vec<FreeStep>| steps.first().is_some_and(|step| step.time.start == start);
        let steps = self.offered(page).into_iter().find(begins).ok_or(ChoiceError::NotFree)?;
        let plan = page.plan.clone();
        for step in &steps {
            self.write_step(&plan, step);
        }
        let body = body::completed(&plan, &steps);
        if let Some(page) = self.scheduling.get_mut(id) {
            page.state = SchedulingState::Completed(steps);
        }
        self.notify_of_choice(id, plan.callback_urls.completed_url.or(plan.callback_url), body);
        Ok(())
    }

    /// The person says that no time suits. The page stays open.
    pub(crate) fn decline_times(&mut self, id: &str) -> Result<(), ChoiceError> {
        let plan = self.open_page(id).ok_or(ChoiceError::NotOpen)?.plan.clone();
        let body = body::without_time(&plan);
        self.notify_of_choice(id, plan.callback_urls.no_times_suitable_url, body);
        Ok(())
    }

    /// The page was shown without a time.
    pub(crate) fn report_no_times(&mut self, id: &str) {
        let Some(plan) = self.open_page(id).map(|page| page.plan.clone()) else { return };
        let body = body::without_time(&plan);
        self.notify_of_choice(id, plan.callback_urls.no_times_displayed_url, body);
    }

    fn open_page(&self, id: &str) -> Option<&SchedulingPage> {
        self.scheduling.get(id).filter(|page| page.state == SchedulingState::Open)
    }

    /// Writes the event of a step into the calendars of the page.
    fn write_step(&mut self, plan: &SchedulingPlan, step: &FreeStep) {
        let mut event = event_of(plan, step.place);
        event.insert("start".to_owned(), seconds(step.time.start).into());
        event.insert("end".to_owned(), seconds(step.time.end).into());
        let targets = &plan.target_calendars;
        let count = if plan.event_creation.as_deref() == Some("single") { 1 } else { targets.len() };
        self.write_into(&targets[..count.min(targets.len())], Value::Object(event));
    }

    fn notify_of_choice(&mut self, id: &str, url: Option<String>, body: Value) {
        let Some(url) = url else { return };
        self.send(NewNotification {
            subject: NotificationSubject::Scheduling(id.to_owned()),
            name: "real_time_scheduling".to_owned(),
            subtype: None,
            url,
            body,
            trigger: false,
        });
    }
}

/// The event of a step: its own, or else that of the page. Several steps without an event of their own get an id each.
fn event_of(plan: &SchedulingPlan, place: usize) -> Map<String, Value> {
    let SchedulingQuery::Sequence(query) = &plan.availability else { return plan.event.clone() };
    let step = query.sequence.get(place);
    if let Some(event) = step.and_then(|step| step.event.as_ref()) {
        return event.clone();
    }
    let id = step.and_then(|step| step.sequence_id.clone()).unwrap_or_else(|| (place + 1).to_string());
    let mut event = plan.event.clone();
    let event_id = format!("{}-{id}", plan.event_text("event_id").unwrap_or_default());
    event.insert("event_id".to_owned(), event_id.into());
    event
}
