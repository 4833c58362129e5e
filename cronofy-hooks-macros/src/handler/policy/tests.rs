//! What each value becomes, or is told.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::handler::handler;

/// What a handler of `change` with an option expands to.
fn expanded(option: &str) -> TokenStream {
    let option: TokenStream = option.parse().expect("tokens");
    handler(
        quote!(notification = "change", #option),
        &quote!(
            async fn change() {}
        ),
    )
}

/// The messages in the order in which they stand in the file.
fn messages(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut after_error = false;
    for token in tokens {
        match token {
            TokenTree::Ident(word) => after_error |= word == "compile_error",
            TokenTree::Group(text) if after_error => {
                found.extend(syn::parse2::<syn::LitStr>(text.stream()).map(|text| text.value()));
                after_error = false;
            }
            _ => {}
        }
    }
    found
}

#[test]
fn what_is_right_is_kept() {
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
        let expected = format!(r#""change","").with_policy(::cronofy_hooks::__private::Policy::new(){expected});"#);
        let expanded = expanded(option).to_string().replace(' ', "");
        assert!(expanded.contains(&expected), "{option}:\n{expected}\n{expanded}");
    }
}

#[test]
fn nothing_is_added_without_an_option() {
    assert!(!expanded("").to_string().contains("policy"));
}

/// The first two lines of the message.
#[test]
fn what_is_wrong_is_told() {
    let cases: &[(&str, &str, &str)] = &[
        ("retries", "`retries` needs a number", "write `retries = 5`"),
        ("retries = ", "`retries` needs a number", "write `retries = 5`"),
        ("retries: 5", "the value of `retries` stands after `=`", "write `retries = 5`"),
        ("retries 5", "the value of `retries` stands after `=`", "write `retries = 5`"),
        ("window off", "the value of `window` stands after `=`", "write `window = \"5s\"`"),
        ("retries = 5, retries = 5", "`retries` is given twice", "keep one of them"),
        ("retires = 5", "unknown option `retires`", "did you mean `retries`?"),
        ("retires(5)", "unknown option `retires`", "did you mean `retries`?"),
        ("max_retries = 5", "unknown option `max_retries`", "did you mean `retries`?"),
        ("debounce = \"5s\"", "unknown option `debounce`", "did you mean `window`?"),
        ("retries = \"5\"", "the value of `retries` is a number, and stands without quotes", "write `retries = 5`"),
        ("retries = \"x\"", "the value of `retries` is not a whole number", "write `retries = 5`"),
        ("retries = 1.5", "the value of `retries` is not a whole number", "write `retries = 5`"),
        ("retries = 5s", "the value of `retries` is not a whole number", "write `retries = 5`"),
        ("retries = MANY", "the value of `retries` is not a whole number", "write `retries = 5`"),
        ("retries = 2 + 3", "the value of `retries` is not a whole number", "write `retries = 5`"),
        ("retries = -1", "`retries` cannot be negative", "write `retries = 0` for a handler that runs once"),
        ("retries = 1001", "`retries` is at most 1000", "write `retries = 1000`, or fewer"),
        ("retries = 99999999999999999999", "`retries` is at most 1000", "write `retries = 1000`, or fewer"),
        ("retries = 5 timeout = \"2m\"", "a comma is missing before `timeout`", "write `, timeout`"),
        ("key = by_user fallback", "a comma is missing before `fallback`", "write `, fallback`"),
        ("timeout = 5", "the value of `timeout` is not a time in quotes", "write `timeout = \"5s\"`"),
        ("timeout = 5m", "the value of `timeout` is not in quotes", "write `timeout = \"5m\"`"),
        ("timeout = 5 m", "the value of `timeout` is not in quotes", "write `timeout = \"5m\"`"),
        ("timeout = 0", "the value of `timeout` is not a time in quotes", "write `timeout = \"2m\"`"),
        (
            "timeout = Duration::from_secs(5)",
            "the value of `timeout` is not a time in quotes",
            "write `timeout = \"2m\"`",
        ),
        ("timeout = \"\"", "the value of `timeout` is empty", "write `timeout = \"2m\"`"),
        ("timeout = \" \"", "the value of `timeout` is empty", "write `timeout = \"2m\"`"),
        ("timeout = \"5\"", "`5` has no unit", "write `timeout = \"5s\"`"),
        ("timeout = \"5min\"", "`min` is not a unit of time", "write `timeout = \"5m\"`"),
        ("timeout = \"5S\"", "`S` is not a unit of time", "write `timeout = \"5s\"`"),
        ("timeout = \"5 minutes\"", "`minutes` is not a unit of time", "write `timeout = \"5m\"`"),
        ("timeout = \"2w\"", "`w` is not a unit of time", "write `timeout = \"14d\"`"),
        ("timeout = \"5µs\"", "`µs` is not a unit of time", "write `timeout = \"2m\"`"),
        ("timeout = \"5 s\"", "`5 s` has spaces in it", "write `timeout = \"5s\"`"),
        ("timeout = \"-5s\"", "`-5s` is negative, and a time is not", "write `timeout = \"5s\"`"),
        ("timeout = -5", "the value of `timeout` is not a time in quotes", "write `timeout = \"5s\"`"),
        ("timeout = \"1.5s\"", "`1.5s` is not a whole number and a unit", "write `timeout = \"1500ms\"`"),
        ("timeout = \"0.5h\"", "`0.5h` is not a whole number and a unit", "write `timeout = \"30m\"`"),
        ("timeout = \"1h30m\"", "`1h30m` has more than one unit", "write `timeout = \"90m\"`"),
        ("timeout = \"soon\"", "`soon` is not a time", "write `timeout = \"2m\"`"),
        ("timeout = \"PT5M\"", "`PT5M` is not a time", "write `timeout = \"2m\"`"),
        ("timeout = \"1h30\"", "`1h30` is not a time", "write `timeout = \"2m\"`"),
        ("timeout = \"00:05\"", "`00:05` is not a time", "write `timeout = \"2m\"`"),
        ("timeout = \"367d\"", "`367d` is longer than 366 days", "write `timeout = \"366d\"`, or less"),
        (
            "timeout = \"99999999999999999999d\"",
            "`99999999999999999999d` is longer than 366 days",
            "write `timeout = \"366d\"`, or less",
        ),
        ("timeout = \"0s\"", "a `timeout` of zero leaves no time to run", "write `timeout = \"2m\"`"),
        ("timeout = \"0\"", "a `timeout` of zero leaves no time to run", "write `timeout = \"2m\"`"),
        ("timeout = \"1s..5s\"", "`timeout` is one time, and `1s..5s` is two", "write `timeout = \"5s\"`"),
        ("window = off", "the value of `window` is not in quotes", "write `window = \"off\"`"),
        ("window = false", "the value of `window` is not a time in quotes", "write `window = \"off\"`"),
        ("window = \"none\"", "`none` is neither a time nor `off`", "write `window = \"off\"`"),
        ("window = \"all\"", "`all` is neither a time nor `off`", "write `window = \"5s\"`"),
        (
            "window = \"0s\"",
            "a `window` of zero joins nothing",
            "write `window = \"off\"` for a run of each notification, or remove `window` to join what waits",
        ),
        ("backoff = 1s..1h", "the value of `backoff` is not in quotes", "write `backoff = \"1s..1h\"`"),
        ("backoff = \"1s\"..\"1h\"", "the value of `backoff` is not in quotes", "write `backoff = \"1s..1h\"`"),
        ("backoff = 1..60", "the value of `backoff` is not a time in quotes", "write `backoff = \"1s..60s\"`"),
        ("backoff = \"1..60s\"", "`1` has no unit", "write `backoff = \"1s..60s\"`"),
        ("backoff = \"1m..60\"", "`60` has no unit", "write `backoff = \"1m..60m\"`"),
        ("backoff = \"1..60\"", "`1` has no unit", "write `backoff = \"1s..60s\"`"),
        ("backoff = \"1s .. 1h\"", "`1s .. 1h` has spaces in it", "write `backoff = \"1s..1h\"`"),
        (
            "backoff = \"1s..=1h\"",
            "two dots stand between the first and the longest delay",
            "write `backoff = \"1s..1h\"`",
        ),
        (
            "backoff = \"2s-2h\"",
            "two dots stand between the first and the longest delay",
            "write `backoff = \"2s..2h\"`",
        ),
        ("backoff = \"5s..\"", "`5s..` has only one of the two delays", "write `backoff = \"1s..1h\"`"),
        ("backoff = \"..1h\"", "`..1h` has only one of the two delays", "write `backoff = \"1s..1h\"`"),
        (
            "backoff = \"2h..2s\"",
            "the first delay, `2h`, is longer than the longest, `2s`",
            "write `backoff = \"2s..2h\"`",
        ),
        (
            "backoff = \"0s..2h\"",
            "with a first delay of zero, a handler that failed runs again at once",
            "write `backoff = \"1s..2h\"`",
        ),
        (
            "backoff = \"0s\"",
            "with a first delay of zero, a handler that failed runs again at once",
            "write `backoff = \"1s..1h\"`",
        ),
        ("backoff = \"1s..400d\"", "`400d` is longer than 366 days", "write `backoff = \"1s..366d\"`, or less"),
        ("backoff = \"1s..5s..1h\"", "`5s..1h` is not a time", "write `backoff = \"1s..1h\"`"),
        ("key", "`key` needs a name", "write `key = \"channel\"`"),
        ("key = \"chanel\"", "no key is called `chanel`", "did you mean `channel`?"),
        ("key = \"event_id\"", "no key is called `event_id`", "did you mean `event`?"),
        ("key = \"agent\"", "no key is called `agent`", "did you mean `meeting_agent`?"),
        ("key = \"off\"", "no key is called `off`", "did you mean `none`?"),
        (
            "key = \"by_user\"",
            "no key is called `by_user`",
            "if it is a function, write `key = by_user`, without quotes",
        ),
        ("key = \"a user\"", "no key is called `a user`", "write `key = \"channel\"`"),
        ("key = \"\"", "the value of `key` is empty", "write `key = \"channel\"`"),
        ("key = channel", "the value of `key` is not in quotes", "write `key = \"channel\"`"),
        ("key = None", "the value of `key` is not in quotes", "write `key = \"none\"`"),
        (
            "key = by_user()",
            "`key` names a function; it does not call it",
            "write `key = by_user`, without parentheses",
        ),
        (
            "key = |delivery| None",
            "the value of `key` is neither a name in quotes nor the name of a function",
            "write `key = \"channel\"`, or `key = by_user` beside a function `fn by_user(delivery: &Delivery) -> Option<String>`",
        ),
        (
            "key = 5",
            "the value of `key` is neither a name in quotes nor the name of a function",
            "write `key = \"channel\"`, or `key = by_user` beside a function `fn by_user(delivery: &Delivery) -> Option<String>`",
        ),
    ];
    for (option, what, help) in cases {
        let messages = messages(expanded(option));
        let [message] = messages.as_slice() else { panic!("{option}: {messages:?}") };
        let lines: Vec<_> = message.lines().take(2).collect();
        assert_eq!(lines, [*what, &format!("help: {help}")], "{option}");
    }
}

#[test]
fn each_mistake_is_told() {
    let found = messages(expanded(r#"retries = "5", timeout = 5, window = off, key = chanel"#));
    assert_eq!(found.len(), 3, "a key that may be a function is no mistake here: {found:?}");
}

#[test]
fn window_is_for_change_alone() {
    let routes = [
        quote!(notification = "verification"),
        quote!(notification = "brand_new", unlisted),
        quote!(interaction = "conferencing_assigned"),
        quote!(transition = "event_start"),
        quote!(callback = "authorization"),
        quote!(fallback),
    ];
    for route in routes {
        let found = messages(handler(
            quote!(#route, window = "0s"),
            &quote!(
                async fn handler() {}
            ),
        ));
        let expected = "only `change` notifications join, so `window` has no meaning here\nhelp: remove `window`";
        assert_eq!(found, [expected], "{route}");
        let others = quote!(#route, retries = 5, backoff = "1s..1h", timeout = "2m", key = "none");
        assert_eq!(
            messages(handler(
                others,
                &quote!(
                    async fn handler() {}
                )
            )),
            [""; 0],
            "{route}"
        );
    }
    // Of a misspelt route only that is told.
    let misspelt = handler(
        quote!(notification = "chnage", window = "5s"),
        &quote!(
            async fn change() {}
        ),
    );
    assert_eq!(messages(misspelt).len(), 1);
}
