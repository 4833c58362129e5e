//! The availability rules of an account.

use cronofy_hooks_types::request::{DeleteAvailabilityRule, UpsertAvailabilityRule};
use cronofy_hooks_types::response::{AvailabilityRule, AvailabilityRules, OneAvailabilityRule};

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::error::ClientError;

impl AccountClient {
    /// The availability rules of the account.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/availability-rules/list-availability-rules/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn availability_rules(&self) -> Result<Vec<AvailabilityRule>, ClientError> {
        let call = ApiCall::new(&self.core.base, "GET", "/v1/availability_rules");
        Ok(self.read::<AvailabilityRules>(&call).await?.availability_rules)
    }

    /// An availability rule, by your own id of it.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/availability-rules/read-availability-rule/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`NotFound`](crate::ClientErrorKind::NotFound) when there is none.
    pub async fn availability_rule(&self, availability_rule_id: &str) -> Result<AvailabilityRule, ClientError> {
        let path = "/v1/availability_rules/{availability_rule_id}";
        let call = ApiCall::with_ids(&self.core.base, "GET", path, &[availability_rule_id])?;
        Ok(self.read::<OneAvailabilityRule>(&call).await?.availability_rule)
    }

    /// Creates an availability rule, or replaces the one with the same id.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/availability-rules/upsert-availability-rule/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) names the
    /// fields that are wrong.
    pub async fn upsert_availability_rule(
        &self,
        rule: &UpsertAvailabilityRule,
    ) -> Result<AvailabilityRule, ClientError> {
        let (method, path) = (UpsertAvailabilityRule::METHOD, UpsertAvailabilityRule::PATH);
        let call = ApiCall::new(&self.core.base, method, path).json(rule)?;
        // The rule has an id: written twice, it is the same.
        Ok(self.read::<OneAvailabilityRule>(&call.repeatable()).await?.availability_rule)
    }

    /// Deletes an availability rule.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/availability-rules/delete-availability-rule/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`NotFound`](crate::ClientErrorKind::NotFound) when there is none.
    pub async fn delete_availability_rule(&self, availability_rule_id: &str) -> Result<(), ClientError> {
        let (method, path) = (DeleteAvailabilityRule::METHOD, DeleteAvailabilityRule::PATH);
        let call = ApiCall::with_ids(&self.core.base, method, path, &[availability_rule_id])?;
        self.send(&call).await.map(drop)
    }
}
