//! Pages on which a person chooses a time, without HTTP: as the application, and as the person.

use jiff::Timestamp;
use serde::Serialize;

use super::handle::SandboxHandle;
use super::request::{body, invalid};
use super::views::SchedulingPageView;
use crate::error::SandboxError;
use crate::validate::{accept, accept_template};
use crate::world::model::{AvailabilityQuery, SchedulingPlan, SchedulingQuery};
use crate::world::rules::ChoiceError;

impl SandboxHandle {
    /// Makes a page on which a person chooses a time, as the application does: `POST /v1/real_time_scheduling`.
    ///
    /// # Errors
    /// When the request is invalid, or names an account or a calendar that does not exist.
    pub fn create_real_time_scheduling(&self, request: impl Serialize) -> Result<SchedulingPageView, SandboxError> {
        let schema = "request/create_real_time_scheduling";
        let body = body(schema, request)?;
        let plan: SchedulingPlan<AvailabilityQuery> = accept(schema, &body).map_err(invalid)?;
        let event = accept_template(plan.event).map_err(invalid)?;
        let plan = SchedulingPlan { event, ..plan }.of_kind(|query| SchedulingQuery::Meeting(Box::new(query)));
        self.shared.change(|world| {
            world.check_plan(&plan).map_err(|error| {
                SandboxError::new(format!("the request is invalid: {} {}", error.field, error.expectation))
            })?;
            let id = world.create_scheduling_page(plan).id.clone();
            Ok(SchedulingPageView::new(world, &world.scheduling[&id]))
        })
    }

    /// The pages on which a person chooses a time, oldest first.
    #[must_use]
    pub fn scheduling_pages(&self) -> Vec<SchedulingPageView> {
        self.shared.read(|world| world.scheduling.values().map(|it| SchedulingPageView::new(world, it)).collect())
    }

    /// The person chooses what starts at a time: the event is written, and the application is notified.
    ///
    /// # Errors
    /// When the page does not exist or is closed, and when it does not offer the time.
    pub fn choose_time(&self, real_time_scheduling_id: &str, start: Timestamp) -> Result<(), SandboxError> {
        let chosen = self.shared.change(|world| world.choose_time(real_time_scheduling_id, start));
        chosen.map_err(|error| refused(real_time_scheduling_id, error))
    }

    /// The person says that no time suits: the application is notified, and the page stays open.
    ///
    /// # Errors
    /// When the page does not exist or is closed.
    pub fn decline_times(&self, real_time_scheduling_id: &str) -> Result<(), SandboxError> {
        let declined = self.shared.change(|world| world.decline_times(real_time_scheduling_id));
        declined.map_err(|error| refused(real_time_scheduling_id, error))
    }
}

fn refused(id: &str, error: ChoiceError) -> SandboxError {
    SandboxError::new(match error {
        ChoiceError::NotOpen => format!("there is no open page `{id}`; `Sandbox::scheduling_pages` lists the pages"),
        ChoiceError::NotFree => {
            format!("the page `{id}` does not offer this time; `SchedulingPageView::offered` lists its times")
        }
    })
}
