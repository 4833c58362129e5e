//! The scopes that an account grants, from <https://docs.cronofy.com/developers/api/authorization/>.

/// Every scope that the sandbox knows, and what an authorization grants that requests none.
pub(crate) const EVERY_SCOPE: &str = "read_account list_calendars create_calendar read_events create_event \
     delete_event read_free_busy change_participation_status event_reminders";

/// The simplified scopes, and those that each stands for.
const SIMPLIFIED: [(&str, &str); 4] = [
    ("read_write", EVERY_SCOPE),
    ("read_only", "read_account list_calendars read_events read_free_busy"),
    ("free_busy", "read_account list_calendars read_free_busy"),
    ("free_busy_write", "read_account list_calendars read_free_busy create_event delete_event"),
];

/// The scopes of a service account, which gives access to others and has no calendars to read.
const SERVICE_ACCOUNT: [&str; 4] = [
    "service_account/accounts/manage",
    "service_account/accounts/unrestricted_access",
    "service_account/resources/manage",
    "service_account/resources/unrestricted_access",
];

/// The first word of a scope that no service account has.
pub(crate) fn unknown_service_account_scope(scope: &str) -> Option<&str> {
    scope.split_whitespace().find(|word| !SERVICE_ACCOUNT.contains(word))
}

/// The scopes that a word stands for; `None` for an unknown word.
fn expanded(word: &str) -> Option<&str> {
    let simplified = SIMPLIFIED.iter().find(|(known, _)| *known == word).map(|(_, scopes)| *scopes);
    simplified.or_else(|| EVERY_SCOPE.split(' ').any(|known| known == word).then_some(word))
}

/// The first word of a scope that the sandbox does not know.
pub(crate) fn unknown_scope(scope: &str) -> Option<&str> {
    scope.split_whitespace().find(|word| expanded(word).is_none())
}

/// Whether a scope includes at least one of these.
pub(super) fn includes(scope: &str, any_of: &[&str]) -> bool {
    scope.split_whitespace().filter_map(expanded).flat_map(|scopes| scopes.split(' ')).any(|it| any_of.contains(&it))
}
