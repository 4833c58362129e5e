//! Scheduling conversations, in which people agree on a time.

use cronofy_hooks_types::request::{CreateSchedulingConversation, SelectSlots};
use cronofy_hooks_types::response::{
    ConversationSlot, ConversationSlots, SchedulingConversation, SchedulingConversationAnswer,
};

use crate::account::AccountClient;
use crate::answer::ApiAnswer;
use crate::api_call::ApiCall;
use crate::error::ClientError;

impl AccountClient {
    /// Starts a conversation. It is not sent again after a failure that may have started it.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api-alpha/scheduling-conversations/create/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn create_scheduling_conversation(
        &self,
        conversation: &CreateSchedulingConversation,
    ) -> Result<SchedulingConversation, ClientError> {
        let (method, path) = (CreateSchedulingConversation::METHOD, CreateSchedulingConversation::PATH);
        let call = ApiCall::new(&self.core.base, method, path).json(conversation)?;
        conversation_of(&self.send(&call).await?, &call)
    }

    /// A conversation by its id, which the notifications name.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api-alpha/scheduling-conversations/read/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn scheduling_conversation(&self, id: &str) -> Result<SchedulingConversation, ClientError> {
        let path = "/v1/scheduling_conversations/{scheduling_conversation_id}";
        let call = ApiCall::with_ids(&self.core.base, "GET", path, &[id])?;
        conversation_of(&self.send(&call).await?, &call)
    }

    /// A conversation by the token of a participant, with the participant.
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn look_up_scheduling_conversation(
        &self,
        token: &str,
    ) -> Result<SchedulingConversationAnswer, ClientError> {
        let call = ApiCall::new(&self.core.base, "GET", "/v1/scheduling_conversations").query([("token", token)]);
        self.read(&call).await
    }

    /// The slots that a participant can choose: `url` is that of `slots_list` in the `possible_actions` of the
    /// participant.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api-alpha/scheduling-conversations/list-slots/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`ForeignUrl`](crate::ClientErrorKind::ForeignUrl) when the
    /// URL is on another host than the API.
    pub async fn conversation_slots(&self, url: &str) -> Result<Vec<ConversationSlot>, ClientError> {
        let call = ApiCall::follow(&self.core.base, "{slots_list_url}", url)?;
        Ok(self.read::<ConversationSlots>(&call).await?.slots)
    }

    /// Chooses for a participant: `url` is that of `slots_select` in the `possible_actions` of the participant.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api-alpha/scheduling-conversations/select-slots/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`ForeignUrl`](crate::ClientErrorKind::ForeignUrl) when the
    /// URL is on another host than the API.
    pub async fn select_conversation_slots(
        &self,
        url: &str,
        slots: &SelectSlots,
    ) -> Result<SchedulingConversation, ClientError> {
        let call = ApiCall::follow(&self.core.base, "{slots_select_url}", url)?;
        // Choosing the same slot twice has no further effect, so the call stays repeatable.
        let call = ApiCall { method: "POST", ..call }.json(slots)?;
        conversation_of(&self.send(&call).await?, &call)
    }
}

/// An official client reads the conversation in an object of its own, and the documentation shows it alone.
fn conversation_of(answer: &ApiAnswer, call: &ApiCall) -> Result<SchedulingConversation, ClientError> {
    match answer.json::<SchedulingConversationAnswer>(call) {
        Ok(wrapped) => Ok(wrapped.scheduling_conversation),
        Err(error) => answer.json(call).map_err(|_| error),
    }
}
