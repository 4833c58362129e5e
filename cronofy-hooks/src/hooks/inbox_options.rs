//! Warns of the options of handlers that have no effect without an inbox.

use crate::handler::{Key, Meta, Policy, Window};

/// Logs a warning if the attribute of a handler has options that only an inbox reads.
pub(super) fn warn_of_options(handler: &Meta) {
    let options = options(handler.policy);
    if options.is_empty() {
        return;
    }
    tracing::warn!(
        handler = handler.name,
        options = options.join(", "),
        "these options of the handler's attribute have no effect without an inbox; add `.inbox(...)` to the hooks, or \
         remove them"
    );
}

/// The options that the attribute sets to something else than their default.
fn options(policy: Policy) -> Vec<String> {
    let Policy { retries, backoff, timeout, window, key } = policy;
    let set = [
        ("retries", retries.is_some()),
        ("backoff", backoff.is_some()),
        ("timeout", timeout.is_some()),
        ("window", window != Window::Waiting),
        ("key", !matches!(key, Key::Subject)),
    ];
    set.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_option_is_named() {
        const NEW: Policy = Policy::new();
        let all = NEW.retries(0).backoff(1, 2).timeout(3).window(Window::Off).key(Key::None);
        assert_eq!(options(all), ["retries", "backoff", "timeout", "window", "key"]);
        for (policy, expected) in [
            (NEW.retries(0), "retries"),
            (NEW.backoff(1, 2), "backoff"),
            (NEW.timeout(3), "timeout"),
            (NEW.window_of(4), "window"),
            (NEW.key(Key::By(|_| None)), "key"),
        ] {
            assert_eq!(options(policy), [expected]);
        }
        assert_eq!(options(NEW), [""; 0]);
    }
}
