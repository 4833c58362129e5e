//! Access to the accounts of others: the service decides a little later, and sends a code or an error.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::body::without_nulls;
use crate::clock::later;
use crate::world::model::{
    DelegatedAccess, EffectVerb, Grant, NewNotification, NotificationSubject, PlannedAction, World, unknown_scope,
};

/// How long the service takes. Its own time is not documented; this leaves some to choose another outcome.
const WAIT: SignedDuration = SignedDuration::from_secs(10);

/// The errors, each with what it means here: the words that OAuth has for an authorization, from RFC 6749, section
/// 4.1.2.1. The documentation of the request refers to them for the login of the service account.
const ERRORS: [(&str, &str); 7] = [
    ("access_denied", "the account does not exist, or may not be accessed"),
    ("invalid_request", "the request is not complete"),
    ("invalid_scope", "the scope is unknown, or more than the service account may pass on"),
    ("server_error", "the service failed"),
    ("temporarily_unavailable", "the calendar server of the account cannot be reached"),
    ("unauthorized_client", "the application may not ask for this"),
    ("unsupported_response_type", "the service cannot give a code this way"),
];

/// How a request for access can end, besides with a code.
pub(crate) fn access_errors() -> impl Iterator<Item = (&'static str, &'static str)> {
    ERRORS.into_iter()
}

impl World {
    /// Asks for access, and plans the decision.
    pub(crate) fn request_delegated_access(&mut self, request: DelegatedAccess) -> String {
        let id = self.ids.prefixed("dlg", self.now);
        let decides_at = later(self.now, WAIT);
        let error = unknown_scope(&request.scope).map(|_| "invalid_scope".to_owned());
        let request = DelegatedAccess { id: id.clone(), decides_at: Some(decides_at), error, ..request };
        self.delegated_access.insert(id.clone(), request);
        self.note(EffectVerb::Created, NotificationSubject::Authorization(id.clone()));
        self.agenda.add(decides_at, PlannedAction::DecideAccess { id: id.clone() }, self.cause);
        id
    }

    /// Sets how a request will end: with an error, or with a code. Returns whether it has not ended.
    pub(crate) fn set_access_outcome(&mut self, id: &str, error: Option<String>) -> bool {
        let request = self.delegated_access.get_mut(id).filter(|it| it.decides_at.is_some());
        request.map(|it| it.error = error).is_some()
    }

    /// Decides now, in place of the planned time.
    pub(crate) fn decide_access_now(&mut self, id: &str) -> bool {
        let now = self.now;
        let Some(request) = self.delegated_access.get_mut(id).filter(|it| it.decides_at.is_some()) else {
            return false;
        };
        request.decides_at = Some(now);
        self.send_access_result(id, now);
        true
    }

    /// Sends the code or the error, unless that was done already.
    pub(super) fn send_access_result(&mut self, id: &str, at: Timestamp) {
        let Some(request) = self.delegated_access.get_mut(id).filter(|it| it.decides_at == Some(at)) else { return };
        request.decides_at = None;
        let DelegatedAccess { asked_by, email, callback_url, scope, state, error, .. } = request.clone();
        let result = match &error {
            Some(error) => failure(error),
            None => {
                let account_id = self.account_of(&email, &asked_by);
                json!({ "code": self.authorize(Grant { account_id, scope }, &callback_url) })
            }
        };
        let mut result = without_nulls(result);
        if let Some(state) = state {
            result["state"] = state.into();
        }
        self.send(NewNotification {
            subject: NotificationSubject::Authorization(id.to_owned()),
            name: "authorization".to_owned(),
            subtype: None,
            url: callback_url,
            body: json!({ "authorization": result }),
            trigger: false,
        });
    }

    /// The account with this address, which is added if there is none.
    fn account_of(&mut self, email: &str, asked_by: &str) -> String {
        let is_same = |it: &&crate::world::model::Account| it.email.eq_ignore_ascii_case(email);
        let known = self.accounts.values().find(is_same).map(|it| it.account_id.clone());
        let account_id = known.or_else(|| self.insert_new_account(email, email)).unwrap_or_default();
        if let Some(account) = self.accounts.get_mut(&account_id).filter(|it| it.account_id != asked_by) {
            account.delegated_by = Some(asked_by.to_owned());
        }
        account_id
    }
}

fn failure(error: &str) -> Value {
    let description = ERRORS.iter().find(|(known, _)| *known == error).map(|(_, description)| *description);
    json!({ "error": error, "error_key": format!("errors.{error}"), "error_description": description })
}
