//! The options that name a route.

use quote::quote;

use super::expansion::{check_messages, errors};
use crate::handler::expand_handler;

#[test]
fn each_mistake_has_its_message() {
    check_messages(
        "",
        &[
            (
                r#"notification = "authorization""#,
                "`authorization` is a callback, not a notification",
                r#"write `callback = "authorization"`"#,
            ),
            (
                r#"interaction = "conferencing_success""#,
                "no interaction `conferencing_success` is documented",
                r#"write `interaction = "conferencing_assigned"`"#,
            ),
            (
                "",
                "`#[cronofy_handler]` does not say what the function handles",
                r#"write `#[cronofy_handler(notification = "change")]`, or `interaction`, `transition` or `callback` with a name, or `fallback`"#,
            ),
            (
                r#"notification = "event_subscription""#,
                "no notification `event_subscription` is documented",
                r#"it carries interactions and transitions: write `interaction = "conferencing_assigned"`, `transition = "event_start"` and so on, each with a handler of its own"#,
            ),
            ("falback", "unknown option `falback`", "did you mean `fallback`?"),
            (
                "fallback, unlisted",
                "a `fallback` takes everything that has no other handler, so `unlisted` has no effect here",
                "remove `unlisted`, or remove `fallback`",
            ),
            ("fallback = true", "`fallback` takes no value", "write `fallback` alone"),
            (
                r#"notification = "conferencing_assigned""#,
                "`conferencing_assigned` is an interaction, not a notification",
                r#"write `interaction = "conferencing_assigned"`"#,
            ),
            ("change", "unknown option `change`", r#"write `notification = "change"`"#),
            (
                r#"interaction = "change""#,
                "`change` is a notification, not an interaction",
                r#"write `notification = "change"`"#,
            ),
            (r#"event = "change""#, "unknown option `event`", r#"write `notification = "change"`"#),
            (r#"notification = "change", priority = 3"#, "unknown option `priority`", "remove it"),
            (
                r#"transition = "event_start", trigger = "soon""#,
                "unknown option `trigger`",
                "remove it, and give the function an argument of the type `Trigger<T>`",
            ),
            (
                r#"interaction = "profile_missing""#,
                "`profile_missing` is a subtype of the interaction `conferencing_failing`",
                r#"write `interaction = "conferencing_failing", subtype = "profile_missing"`"#,
            ),
            (
                r#"interaction = "conferencing_failing", subtype = """#,
                "the name of the subtype is empty",
                r#"write a name, such as `subtype = "profile_missing"`"#,
            ),
            (
                r#"notification = "change", subtype = "profile_missing""#,
                "a notification has no subtypes; only an interaction has",
                r#"write `interaction = "conferencing_failing"` in place of `notification`, or remove `subtype`"#,
            ),
            (
                r#"interaction = "conferencing_assigned", subtype = "zoom""#,
                "the interaction `conferencing_assigned` has no documented subtype",
                r#"remove `subtype`; if the service added one after this release, write `subtype = "zoom", unlisted`"#,
            ),
            (
                r#"interaction = "event_start""#,
                "`event_start` is a transition, not an interaction",
                r#"write `transition = "event_start"`"#,
            ),
            (
                r#"notification = "SmartInvite""#,
                "no notification `SmartInvite` is documented",
                r#"write `notification = "smart_invite"`; `SmartInvite` is the type of its payload"#,
            ),
            (
                r#"callback = "authorisation""#,
                "no callback `authorisation` is documented",
                "did you mean `authorization`?",
            ),
            (
                r#"interaction = "conferencing_asigned""#,
                "no interaction `conferencing_asigned` is documented",
                "did you mean `conferencing_assigned`?",
            ),
            (
                r#"notification = "lunch_is_ready""#,
                "no notification `lunch_is_ready` is documented",
                r#"if the service added it after this release, write `notification = "lunch_is_ready", unlisted`"#,
            ),
            (
                r#"interaction = "conferencing_failing", subtype = "profile_mising""#,
                "no subtype `profile_mising` of `conferencing_failing` is documented",
                "did you mean `profile_missing`?",
            ),
            (
                r#"interaction = "conferencing_failing", subtype = "full_moon""#,
                "no subtype `full_moon` of `conferencing_failing` is documented",
                r#"if the service added it after this release, write `subtype = "full_moon", unlisted`"#,
            ),
            (
                r#"notification = "change", subtype = "created""#,
                "a notification has no subtypes; only an interaction has",
                "remove `subtype`",
            ),
            (
                r#"transition = "event_begin""#,
                "no transition `event_begin` is documented",
                "did you mean `event_start`?",
            ),
            (
                r#"interaction = "meeting_agent_finished""#,
                "no interaction `meeting_agent_finished` is documented",
                "did you mean `meeting_agent_complete`?",
            ),
            (
                r#"transition = "event_start", before = 10"#,
                "unknown option `before`",
                "remove it: the handler takes the transition, and the subscription says when it is sent, such as \
                 `hooks.trigger(url, \"soon\").before(TransitionName::EventStart, Offset::minutes(10))`",
            ),
            (
                "unlisted",
                "`#[cronofy_handler]` does not say what the function handles",
                r#"write the name beside it, such as `notification = "brand_new", unlisted`"#,
            ),
            (
                r#"notification = "", unlisted"#,
                "the name of the notification is empty",
                r#"write a name, such as `notification = "change"`"#,
            ),
            (
                r#"interaction = "conferencing_failing", subtype = "profile_missing", unlisted"#,
                "the subtype `profile_missing` of `conferencing_failing` is documented, so it is not `unlisted`",
                "remove `unlisted`",
            ),
            (
                r#"notification = """#,
                "the name of the notification is empty",
                r#"write a name, such as `notification = "change"`"#,
            ),
            (
                "notification = 1",
                "the value of `notification` is not a name in quotes",
                r#"write `notification = "change"`"#,
            ),
            ("notification =", "`notification` needs a name", r#"write `notification = "change"`"#),
        ],
    );
}

#[test]
fn a_seventeenth_argument_has_its_message() {
    let handler = |arguments: usize| {
        let arguments = vec![quote!(_: Delivery); arguments];
        errors(expand_handler(quote!(fallback), &quote!(async fn handler(#(#arguments),*) {})))
    };
    assert!(handler(16).is_empty());
    assert!(handler(17)[0].starts_with("a handler takes at most 16 arguments\nhelp: "), "{:?}", handler(17));
}
