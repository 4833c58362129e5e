//! The checks of a callback URL, and the trigger in its query.

use http::Uri;

use super::error::SubscriptionError;
use super::values::percent_encode;
use crate::extract::TRIGGER_PARAMETER;
use crate::text::query;

/// Refuses what the service cannot call.
/// Source: <https://docs.cronofy.com/developers/api/push-notifications/create-channel/>.
pub(super) fn checked(uri: &str) -> Result<Uri, SubscriptionError> {
    let parsed = uri.parse::<Uri>().ok().filter(|_| !uri.contains('#'));
    let has_host = |uri: &Uri| uri.host().is_some_and(|host| !host.is_empty());
    parsed.filter(|uri| has_host(uri) && matches!(uri.scheme_str(), Some("http" | "https"))).ok_or_else(|| {
        SubscriptionError::new(
            "the callback URL is not an absolute HTTP or HTTPS URL without a fragment; write one such as \
             \"https://example.com/cronofy\"",
        )
    })
}

/// Adds the trigger's name to the query.
pub(super) fn with_trigger(uri: &str, name: &str) -> Result<String, SubscriptionError> {
    if query(&checked(uri)?).iter().any(|(key, _)| key == TRIGGER_PARAMETER) {
        return Err(SubscriptionError::new(format!(
            "the query of the callback URL has a `{TRIGGER_PARAMETER}` already; remove it, or give it another name"
        )));
    }
    let separator = match uri.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    Ok(format!("{uri}{separator}{TRIGGER_PARAMETER}={}", percent_encode(name, "")))
}

#[cfg(test)]
mod tests {
    use super::{checked, with_trigger};

    #[test]
    fn a_callback_url_is_absolute_and_has_no_fragment() {
        for uri in ["https://example.com", "http://127.0.0.1:3000/cronofy?user_id=7", "https://example.com/{}"] {
            assert!(checked(uri).is_ok(), "{uri}");
        }
        for uri in [
            "",
            "/cronofy",
            "example.com",
            "ftp://example.com/",
            "https:///a",
            "https://example.com/#a",
            "https://a b/",
        ] {
            assert!(checked(uri).is_err(), "{uri}");
        }
    }

    #[test]
    fn a_trigger_is_added_to_the_query_once() {
        for (uri, expected) in [
            ("https://example.com", "https://example.com?trigger=a%26b"),
            ("https://example.com/?", "https://example.com/?trigger=a%26b"),
            ("https://example.com/?user_id=7", "https://example.com/?user_id=7&trigger=a%26b"),
            ("https://example.com/?user_id=7&", "https://example.com/?user_id=7&trigger=a%26b"),
        ] {
            assert_eq!(with_trigger(uri, "a&b").as_deref(), Ok(expected));
        }
        for uri in ["https://example.com/?trigger=a", "https://example.com/?x=1&tri%67ger", "example.com"] {
            assert!(with_trigger(uri, "b").is_err(), "{uri}");
        }
    }
}
