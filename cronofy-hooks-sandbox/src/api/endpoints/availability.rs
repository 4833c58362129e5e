//! `POST /v1/availability` and `POST /v1/sequenced_availability`.

use serde_json::{Value, json};

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::accept;
use crate::world::model::{AnswerFormat, AvailabilityQuery, SequenceQuery};
use crate::world::rules::{QueryError, free_body, sequence_body};

pub(crate) fn query(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::application_or_account(api, request)?;
    let query: AvailabilityQuery = accept("request/query_availability", &request.body)?;
    let times: Vec<Value> = api.shared.read(|world| {
        world.check_query(&query).map_err(refused)?;
        Ok::<_, ApiResponse>(world.find_availability(&query).iter().map(free_body).collect())
    })?;
    let list = match query.response_format {
        AnswerFormat::Periods => "available_periods",
        AnswerFormat::Slots | AnswerFormat::OverlappingSlots => "available_slots",
    };
    Ok(ApiResponse::ok(json!({ list: times })))
}

pub(crate) fn sequenced(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::application_or_account(api, request)?;
    let query: SequenceQuery = accept("request/query_sequenced_availability", &request.body)?;
    let sequences: Vec<Value> = api.shared.read(|world| {
        world.check_sequence(&query).map_err(refused)?;
        let sequences = world.find_sequences(&query);
        Ok::<_, ApiResponse>(sequences.iter().map(|it| sequence_body(&query, it)).collect())
    })?;
    Ok(ApiResponse::ok(json!({ "sequences": sequences })))
}

/// Names the field of a query that does not fit.
pub(crate) fn refused(error: QueryError) -> ApiResponse {
    let QueryError { field, expectation } = error;
    ApiResponse::invalid(&field, "errors.invalid", format!("{field} {expectation}"))
}
