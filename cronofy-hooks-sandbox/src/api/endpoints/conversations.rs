//! `/v1/scheduling_conversations`, and the slots of their participants.

use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::api::parameters::required;
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::{Violation, accept};
use crate::world::model::{Conversation, Participant, QueriedPeriod};
use crate::world::rules::SelectionError;

#[derive(Deserialize)]
pub(crate) struct ConversationRequest {
    participants: Vec<Map<String, Value>>,
    required_duration: RequiredDuration,
    available_periods: Vec<QueriedPeriod>,
    #[serde(flatten)]
    details: Map<String, Value>,
}

#[derive(Deserialize)]
struct RequiredDuration {
    minutes: i32,
}

#[derive(Deserialize)]
struct SelectRequest {
    selected_slots: Vec<SelectedSlot>,
}

#[derive(Deserialize)]
struct SelectedSlot {
    slot_id: String,
}

impl ConversationRequest {
    /// A conversation without its ids, or what no schema can refuse.
    pub(crate) fn conversation(self, started_by: &str) -> Result<Conversation, Vec<Violation>> {
        let named =
            |it: &Map<String, Value>| ["participant_id", "sub", "email"].iter().any(|name| it.contains_key(*name));
        if let Some(at) = self.participants.iter().position(|it| !named(it)) {
            let description = format!("participants.{at} must have participant_id, sub or email");
            return Err(vec![Violation { field: format!("participants.{at}"), key: "errors.required", description }]);
        }
        let mut details = self.details;
        details.retain(|name, _| ["tzid", "subject", "event"].contains(&name.as_str()));
        Ok(Conversation {
            id: String::new(),
            started_by: started_by.to_owned(),
            participants: self.participants.into_iter().map(participant).collect(),
            required_duration: SignedDuration::from_mins(self.required_duration.minutes.into()),
            periods: self.available_periods,
            details,
            chosen: None,
        })
    }
}

/// A participant chooses unless the request says `auto`. An official client tests an older name of that field.
fn participant(mut names: Map<String, Value>) -> Participant {
    let slots = names.remove("slots").unwrap_or_default();
    let method = ["selection_method", "choice_method"].iter().find_map(|name| slots[*name].as_str());
    names.retain(|name, _| ["participant_id", "sub", "email", "common_name"].contains(&name.as_str()));
    Participant {
        token: String::new(),
        sub: names.get("sub").and_then(Value::as_str).map(str::to_owned),
        chooses_itself: method != Some("auto"),
        selected: None,
        names,
    }
}

pub(crate) fn create(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &[])?;
    let wanted: ConversationRequest = accept("request/create_scheduling_conversation", &request.body)?;
    let conversation = wanted.conversation(&account_id)?;
    api.shared.change(|world| Ok(answer(request, world.start_conversation(conversation))))
}

pub(crate) fn read(api: &Api, request: &ApiRequest, id: &str) -> ApiResult {
    let account_id = authorize::account(api, request, &[])?;
    api.shared.read(|world| Ok(answer(request, world.conversation_of(&account_id, id).ok_or_else(missing)?)))
}

/// By the token of a participant.
pub(crate) fn look_up(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::account(api, request, &[])?;
    let token = required(request, "token")?;
    api.shared.read(|world| {
        let (conversation, participant) = world.conversation_with_token(token).ok_or_else(missing)?;
        Ok(ApiResponse::ok(json!({
            "participant": conversation.participant_json(participant, &request.host),
            "scheduling_conversation": conversation.to_json(&request.host),
        })))
    })
}

pub(crate) fn slots(api: &Api, request: &ApiRequest, [id, token]: [&str; 2]) -> ApiResult {
    authorize::account(api, request, &[])?;
    api.shared.read(|world| {
        let found = world.conversation_with_token(token).filter(|(conversation, _)| conversation.id == id);
        let (conversation, _) = found.ok_or_else(missing)?;
        let slots = world.slots_of(conversation);
        let slots: Vec<_> = slots.into_iter().map(|start| conversation.slot("slot_id", start)).collect();
        Ok(ApiResponse::ok(json!({ "slots": slots })))
    })
}

pub(crate) fn select(api: &Api, request: &ApiRequest, [id, token]: [&str; 2]) -> ApiResult {
    authorize::account(api, request, &[])?;
    let SelectRequest { selected_slots } = accept("request/select_slots", &request.body)?;
    let slot_id = selected_slots.first().map_or("", |it| &it.slot_id);
    api.shared.change(|world| {
        world.conversation_with_token(token).filter(|(it, _)| it.id == id).ok_or_else(missing)?;
        let selected = world.select_slot(token, slot_id);
        selected.map(|conversation| answer(request, conversation)).map_err(|error| {
            let description = match error {
                SelectionError::NoAction => "the participant has nothing to choose now: read the conversation again",
                SelectionError::NoSuchSlot => "slot_id is none of the slots, or no longer: list the slots again",
            };
            ApiResponse::invalid("selected_slots.0.slot_id", "errors.invalid", description)
        })
    })
}

fn answer(request: &ApiRequest, conversation: &Conversation) -> ApiResponse {
    ApiResponse::ok(json!({ "scheduling_conversation": conversation.to_json(&request.host) }))
}

fn missing() -> ApiResponse {
    let description = "there is no such scheduling conversation, or the account does not take part in it";
    ApiResponse::not_found("scheduling_conversation", description)
}
