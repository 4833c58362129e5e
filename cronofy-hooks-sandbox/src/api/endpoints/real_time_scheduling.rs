//! `POST /v1/real_time_scheduling`, its status and `/disable`, and `POST /v1/real_time_sequencing`.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::availability::refused;
use crate::api::parameters::required;
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::{accept, accept_template};
use crate::world::model::{AvailabilityQuery, SchedulingPlan, SchedulingQuery, SequenceQuery};
use crate::world::rules::page_body;

#[derive(serde::Deserialize)]
struct DisableRequest {
    display_message: String,
}

pub(crate) fn create(api: &Api, request: &ApiRequest) -> ApiResult {
    let plan = plan::<AvailabilityQuery>(api, request, "request/create_real_time_scheduling")?;
    let page = create_page(api, request, plan.of_kind(|query| SchedulingQuery::Meeting(Box::new(query))))?;
    let url = page["url"].clone();
    Ok(ApiResponse::ok(json!({ "real_time_scheduling": page, "url": url })))
}

pub(crate) fn create_sequence(api: &Api, request: &ApiRequest) -> ApiResult {
    let mut plan = plan::<SequenceQuery>(api, request, "request/create_real_time_sequencing")?;
    for (place, step) in plan.availability.sequence.iter_mut().enumerate() {
        if let Some(event) = step.event.take() {
            step.event = Some(accepted_event(event, &format!("availability.sequence.{place}.event"))?);
        }
    }
    let page = create_page(api, request, plan.of_kind(SchedulingQuery::Sequence))?;
    Ok(ApiResponse::ok(json!({ "url": page["url"] })))
}

/// The status of the page with an id.
pub(crate) fn status(api: &Api, request: &ApiRequest, id: &str) -> ApiResult {
    authorize::application(api, request)?;
    api.shared.read(|world| {
        let page = world.scheduling.get(id).ok_or_else(missing)?;
        Ok(answer(&page_body(page, &base_url(request))))
    })
}

/// The status of the page whose URL ends with a token.
pub(crate) fn status_of_token(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::application(api, request)?;
    let token = required(request, "token")?;
    api.shared.read(|world| {
        let page = world.scheduling_page_of(token).ok_or_else(missing)?;
        Ok(answer(&page_body(page, &base_url(request))))
    })
}

pub(crate) fn disable(api: &Api, request: &ApiRequest, id: &str) -> ApiResult {
    authorize::application(api, request)?;
    let DisableRequest { display_message } = accept("request/disable_real_time_scheduling", &request.body)?;
    api.shared.change(|world| {
        if world.disable_scheduling_page(id, display_message) == Some(false) {
            let description = "a time was chosen already, so the page cannot be disabled";
            return Err(ApiResponse::invalid("real_time_scheduling_id", "errors.invalid", description));
        }
        let page = world.scheduling.get(id).ok_or_else(missing)?;
        Ok(answer(&page_body(page, &base_url(request))))
    })
}

fn plan<Q: DeserializeOwned>(api: &Api, request: &ApiRequest, schema: &str) -> ApiResult<SchedulingPlan<Q>> {
    authorize::application_in_body(api, request)?;
    let plan: SchedulingPlan<Q> = accept(schema, &request.body)?;
    let event = accepted_event(plan.event, "event")?;
    Ok(SchedulingPlan { event, ..plan })
}

/// Accepts an event as Upsert Event does, except for its times.
fn accepted_event(event: Map<String, Value>, part: &str) -> ApiResult<Map<String, Value>> {
    accept_template(event)
        .map_err(|violations| ApiResponse::from(violations.into_iter().map(|it| it.within(part)).collect::<Vec<_>>()))
}

fn create_page(api: &Api, request: &ApiRequest, plan: SchedulingPlan) -> ApiResult<Value> {
    if jiff::tz::TimeZone::get(plan.tzid()).is_err() {
        let description = "tzid must be the name of a time zone in the IANA database, such as Europe/London";
        return Err(ApiResponse::invalid("tzid", "errors.invalid", description));
    }
    api.shared.change(|world| {
        world.check_plan(&plan).map_err(refused)?;
        Ok(page_body(world.create_scheduling_page(plan), &base_url(request)))
    })
}

fn base_url(request: &ApiRequest) -> String {
    format!("http://{}", request.host)
}

fn answer(page: &Value) -> ApiResponse {
    ApiResponse::ok(json!({ "real_time_scheduling": page }))
}

fn missing() -> ApiResponse {
    ApiResponse::not_found("real_time_scheduling_id", "there is no such page: list those of the console")
}
