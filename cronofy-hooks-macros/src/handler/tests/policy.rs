//! The options that say how an inbox runs the handler.

use super::expansion::{check_messages, errors, expand};

const CHANGE: &str = "notification = \"change\", ";

#[test]
fn each_value_is_in_the_expansion() {
    let cases = [
        ("retries = 0", ".retries(0u32)"),
        ("retries = 1000", ".retries(1000u32)"),
        ("retries = 0x10", ".retries(16u32)"),
        ("retries = 5u8", ".retries(5u32)"),
        (r#"backoff = "1s..1h""#, ".backoff(1000u64,3600000u64)"),
        (r#"backoff = "30s""#, ".backoff(30000u64,30000u64)"),
        (r#"backoff = "30s..30s""#, ".backoff(30000u64,30000u64)"),
        (r#"timeout = "1ms""#, ".timeout(1u64)"),
        (r#"timeout = "2m""#, ".timeout(120000u64)"),
        (r#"timeout = "366d""#, ".timeout(31622400000u64)"),
        (r#"timeout = r"5m""#, ".timeout(300000u64)"),
        (r#"window = "5s""#, ".window_of(5000u64)"),
        (r#"window = "off""#, ".window(::cronofy_hooks::__private::Window::Off)"),
        (r#"key = "channel""#, ".key(::cronofy_hooks::__private::Key::Channel)"),
        (r#"key = "event""#, ".key(::cronofy_hooks::__private::Key::Event)"),
        (r#"key = "meeting_agent""#, ".key(::cronofy_hooks::__private::Key::MeetingAgent)"),
        (r#"key = "none""#, ".key(::cronofy_hooks::__private::Key::None)"),
        ("key = by_user", ".key(::cronofy_hooks::__private::Key::By{0:by_user})"),
        ("key = self::channel", ".key(::cronofy_hooks::__private::Key::By{0:self::channel})"),
        ("key = keys::by::<User>", ".key(::cronofy_hooks::__private::Key::By{0:keys::by::<User>})"),
    ];
    for (option, expected) in cases {
        let expected = format!(r#").with_policy(::cronofy_hooks::__private::Policy::new(){expected});"#);
        let expanded = expand(&format!("{CHANGE}{option}")).to_string().replace(' ', "");
        assert!(expanded.contains(&expected), "{option}:\n{expected}\n{expanded}");
    }
}

#[test]
fn the_expansion_has_no_policy_without_an_option() {
    assert!(!expand(CHANGE).to_string().contains("policy"));
}

#[test]
fn each_mistake_has_its_message() {
    check_messages(
        CHANGE,
        &[
            ("retries", "`retries` needs a number", "write `retries = 5`"),
            ("timeout", "`timeout` needs a time", r#"write `timeout = "2m"`"#),
            ("window", "`window` needs a time, or `off`", r#"write `window = "5s"`"#),
            ("backoff", "`backoff` needs the first and the longest delay", r#"write `backoff = "1s..1h"`"#),
            ("retries = ", "`retries` needs a number", "write `retries = 5`"),
            ("retries: 5", "the value of `retries` must follow `=`", "write `retries = 5`"),
            ("retries 5", "the value of `retries` must follow `=`", "write `retries = 5`"),
            ("window off", "the value of `window` must follow `=`", r#"write `window = "5s"`"#),
            ("retries = 5, retries = 5", "`retries` is given twice", "keep one of them"),
            ("retires = 5", "unknown option `retires`", "did you mean `retries`?"),
            ("retires(5)", "unknown option `retires`", "did you mean `retries`?"),
            ("max_retries = 5", "unknown option `max_retries`", "did you mean `retries`?"),
            (r#"debounce = "5s""#, "unknown option `debounce`", "did you mean `window`?"),
            (r#"retries = "5""#, "the value of `retries` is a number, without quotes", "write `retries = 5`"),
            (r#"retries = "x""#, "the value of `retries` is not a whole number", "write `retries = 5`"),
            ("retries = 1.5", "the value of `retries` is not a whole number", "write `retries = 5`"),
            ("retries = 5s", "the value of `retries` is not a whole number", "write `retries = 5`"),
            ("retries = MANY", "the value of `retries` is not a whole number", "write `retries = 5`"),
            ("retries = 2 + 3", "the value of `retries` is not a whole number", "write `retries = 5`"),
            ("retries = -1", "`retries` cannot be negative", "write `retries = 0` for a handler that runs once"),
            ("retries = 1001", "`retries` is at most 1000", "write `retries = 1000`, or fewer"),
            ("retries = 99999999999999999999", "`retries` is at most 1000", "write `retries = 1000`, or fewer"),
            (r#"retries = 5 timeout = "2m""#, "a comma is missing before `timeout`", "write `, timeout`"),
            ("key = by_user fallback", "a comma is missing before `fallback`", "write `, fallback`"),
            ("timeout = 5", "the value of `timeout` is not a time in quotes", r#"write `timeout = "2m"`"#),
            ("timeout = 5m", "the value of `timeout` is not in quotes", r#"write `timeout = "5m"`"#),
            ("timeout = 5 m", "the value of `timeout` is not in quotes", r#"write `timeout = "5m"`"#),
            ("timeout = 0", "the value of `timeout` is not a time in quotes", r#"write `timeout = "2m"`"#),
            (
                "timeout = Duration::from_secs(5)",
                "the value of `timeout` is not a time in quotes",
                r#"write `timeout = "2m"`"#,
            ),
            (r#"timeout = """#, "the value of `timeout` is empty", r#"write `timeout = "2m"`"#),
            (r#"timeout = " ""#, "the value of `timeout` is empty", r#"write `timeout = "2m"`"#),
            (r#"timeout = "5""#, "`5` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "5min""#, "`5min` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "5S""#, "`5S` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "5 minutes""#, "`5 minutes` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "2w""#, "`2w` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "5µs""#, "`5µs` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "5 s""#, "`5 s` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "-5s""#, "`-5s` is not a time", r#"write `timeout = "2m"`"#),
            ("timeout = -5", "the value of `timeout` is not a time in quotes", r#"write `timeout = "2m"`"#),
            (r#"timeout = "1.5s""#, "`1.5s` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "0.5h""#, "`0.5h` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "1h30m""#, "`1h30m` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "soon""#, "`soon` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "PT5M""#, "`PT5M` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "1h30""#, "`1h30` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "00:05""#, "`00:05` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "367d""#, "`367d` is longer than 366 days", "write `366d`, or less"),
            (
                r#"timeout = "99999999999999999999d""#,
                "`99999999999999999999d` is longer than 366 days",
                "write `366d`, or less",
            ),
            (r#"timeout = "0s""#, "a `timeout` of zero leaves no time to run", r#"write `timeout = "2m"`"#),
            (r#"timeout = "0""#, "`0` is not a time", r#"write `timeout = "2m"`"#),
            (r#"timeout = "1s..5s""#, "`1s..5s` is not a time", r#"write `timeout = "2m"`"#),
            ("window = off", "the value of `window` is not in quotes", r#"write `window = "off"`"#),
            ("window = false", "the value of `window` is not a time in quotes", r#"write `window = "5s"`"#),
            (r#"window = "none""#, "`none` is neither a time nor `off`", r#"write `window = "5s"`"#),
            (r#"window = "all""#, "`all` is neither a time nor `off`", r#"write `window = "5s"`"#),
            (
                r#"window = "0s""#,
                "a `window` of zero joins nothing",
                r#"write `window = "off"` for one job a notification, or remove `window` to join the waiting notifications"#,
            ),
            ("backoff = 1s..1h", "the value of `backoff` is not in quotes", r#"write `backoff = "1s..1h"`"#),
            (r#"backoff = "1s".."1h""#, "the value of `backoff` is not in quotes", r#"write `backoff = "1s..1h"`"#),
            ("backoff = 1..60", "the value of `backoff` is not a time in quotes", r#"write `backoff = "1s..1h"`"#),
            (
                r#"backoff = "1..60s""#,
                "`1..60s` is neither a time nor two times with `..` between them",
                r#"write `backoff = "1s..1h"`"#,
            ),
            (
                r#"backoff = "1m..60""#,
                "`1m..60` is neither a time nor two times with `..` between them",
                r#"write `backoff = "1s..1h"`"#,
            ),
            (
                r#"backoff = "1..60""#,
                "`1..60` is neither a time nor two times with `..` between them",
                r#"write `backoff = "1s..1h"`"#,
            ),
            (
                r#"backoff = "1s .. 1h""#,
                "`1s .. 1h` is neither a time nor two times with `..` between them",
                r#"write `backoff = "1s..1h"`"#,
            ),
            (
                r#"backoff = "1s..=1h""#,
                "`1s..=1h` is neither a time nor two times with `..` between them",
                r#"write `backoff = "1s..1h"`"#,
            ),
            (
                r#"backoff = "2s-2h""#,
                "`2s-2h` is neither a time nor two times with `..` between them",
                r#"write `backoff = "1s..1h"`"#,
            ),
            (
                r#"backoff = "5s..""#,
                "`5s..` is neither a time nor two times with `..` between them",
                r#"write `backoff = "1s..1h"`"#,
            ),
            (
                r#"backoff = "..1h""#,
                "`..1h` is neither a time nor two times with `..` between them",
                r#"write `backoff = "1s..1h"`"#,
            ),
            (
                r#"backoff = "2h..2s""#,
                "the first delay, `2h`, is longer than the longest, `2s`",
                r#"write `backoff = "2s..2h"`"#,
            ),
            (
                r#"backoff = "0s..2h""#,
                "with a first delay of zero, a handler that failed runs again at once",
                r#"write `backoff = "1s..1h"`"#,
            ),
            (
                r#"backoff = "0s""#,
                "with a first delay of zero, a handler that failed runs again at once",
                r#"write `backoff = "1s..1h"`"#,
            ),
            (r#"backoff = "1s..400d""#, "`400d` is longer than 366 days", "write `366d`, or less"),
            (
                r#"backoff = "1s..5s..1h""#,
                "`1s..5s..1h` is neither a time nor two times with `..` between them",
                r#"write `backoff = "1s..1h"`"#,
            ),
            ("key", "`key` needs a name", r#"write `key = "channel"`"#),
            (r#"key = "chanel""#, "no key is called `chanel`", "did you mean `channel`?"),
            (r#"key = "event_id""#, "no key is called `event_id`", "did you mean `event`?"),
            (r#"key = "agent""#, "no key is called `agent`", "did you mean `meeting_agent`?"),
            (r#"key = "off""#, "no key is called `off`", "did you mean `none`?"),
            (
                r#"key = "by_user""#,
                "no key is called `by_user`",
                "if it is a function, write `key = by_user`, without quotes",
            ),
            (r#"key = "a user""#, "no key is called `a user`", r#"write `key = "channel"`"#),
            (r#"key = """#, "the value of `key` is empty", r#"write `key = "channel"`"#),
            ("key = channel", "the value of `key` is not in quotes", r#"write `key = "channel"`"#),
            ("key = None", "the value of `key` is not in quotes", r#"write `key = "none"`"#),
            (
                "key = by_user()",
                "`key` takes the name of a function and does not call it",
                "write `key = by_user`, without parentheses",
            ),
            (
                "key = |delivery| None",
                "the value of `key` is neither a name in quotes nor the name of a function",
                r#"write `key = "channel"`, or `key = by_user` with a function `fn by_user(delivery: &Delivery) -> Option<String>`"#,
            ),
            (
                "key = 5",
                "the value of `key` is neither a name in quotes nor the name of a function",
                r#"write `key = "channel"`, or `key = by_user` with a function `fn by_user(delivery: &Delivery) -> Option<String>`"#,
            ),
        ],
    );
}

#[test]
fn the_message_about_a_form_lists_the_units() {
    for option in [r#"timeout = "soon""#, r#"window = "all""#, r#"backoff = "1s-1h""#, "timeout = 5"] {
        let [message] = errors(expand(&format!("{CHANGE}{option}"))).try_into().expect("one message");
        let note = "\nnote: a time is a whole number and one of `ms`, `s`, `m`, `h`, `d`, without a space";
        assert!(message.ends_with(note), "{option}: {message}");
    }
}

#[test]
fn several_mistakes_have_a_message_each() {
    let found = errors(expand(r#"notification = "change", retries = "5", timeout = 5, window = off, key = chanel"#));
    assert_eq!(found.len(), 3, "`chanel` may be a function: {found:?}");
}

#[test]
fn only_change_takes_a_window() {
    let routes = [
        r#"notification = "verification""#,
        r#"notification = "brand_new", unlisted"#,
        r#"interaction = "conferencing_assigned""#,
        r#"transition = "event_start""#,
        r#"callback = "authorization""#,
        "fallback",
    ];
    for route in routes {
        let expected = "only `change` notifications join, so `window` has no effect here\nhelp: remove `window`";
        assert_eq!(errors(expand(&format!(r#"{route}, window = "0s""#))), [expected], "{route}");
        let others = r#"retries = 5, backoff = "1s..1h", timeout = "2m", key = "none""#;
        assert_eq!(errors(expand(&format!("{route}, {others}"))), [""; 0], "{route}");
    }
    // A misspelt route is the only mistake: its `window` may be correct.
    assert_eq!(errors(expand(r#"notification = "chnage", window = "5s""#)).len(), 1);
}
