//! The cases that break one of the rules, and the reason.

/// A case with several mistakes, or with one that rustc reports several times.
pub(crate) struct SeveralErrors {
    pub(crate) case: &'static str,
    pub(crate) errors: usize,
    pub(crate) reason: &'static str,
}

/// A case that breaks a rule.
pub(crate) struct Exception {
    pub(crate) case: &'static str,
    #[expect(dead_code, reason = "for the reader")]
    pub(crate) reason: &'static str,
}

const INSIDE: &str = "the macro cannot see that it is inside an `impl` or a trait, and rustc rejects each of the two items that it adds, in fixed words and before it expands anything in them";

pub(crate) const SEVERAL_ERRORS: &[SeveralErrors] = &[
    SeveralErrors { case: "signature/several_mistakes", errors: 3, reason: "three mistakes" },
    SeveralErrors { case: "list/several_mistakes", errors: 2, reason: "two mistakes" },
    SeveralErrors {
        case: "attribute/attribute_not_imported",
        errors: 2,
        reason: "rustc goes on after an attribute that it cannot find, so the list contains a plain function",
    },
    SeveralErrors {
        case: "attribute/attribute_with_equals",
        errors: 2,
        reason: "rustc rejects the form, and expands the attribute all the same",
    },
    SeveralErrors {
        case: "types/extractor_of_one_route_in_an_extractor",
        errors: 3,
        reason: "the future of `extract` is opaque, so rustc reports a type in `::<...>` for the type, the call and the `.await`; with the type on the left it is one error",
    },
    SeveralErrors { case: "signature/on_an_associated_function", errors: 2, reason: INSIDE },
    SeveralErrors { case: "signature/on_a_function_of_a_trait", errors: 2, reason: INSIDE },
    SeveralErrors { case: "signature/state_in_an_impl", errors: 2, reason: INSIDE },
    SeveralErrors {
        case: "signature/module_of_the_same_name",
        errors: 3,
        reason: "rustc goes on with the first of the two modules, in which neither the attribute nor the list finds its type",
    },
    SeveralErrors {
        case: "inbox/database_of_another_release",
        errors: 4,
        reason: "rustc reports the statement three times, because `Tx` is no executor of that release",
    },
    SeveralErrors {
        case: "signature/self_argument",
        errors: 3,
        reason: "the macro cannot see that it is outside an `impl`, where rustc rejects `self` and a list cannot name the function",
    },
];

const OF_RUSTC: &str = "the message is from rustc, which reports it before it uses our traits; the page has the cure";

pub(crate) const NO_CURE: &[Exception] = &[
    Exception { case: "policy/key_function_not_found", reason: OF_RUSTC },
    Exception { case: "list/private_handler", reason: OF_RUSTC },
    Exception { case: "list/never_listed", reason: OF_RUSTC },
    Exception { case: "types/payload_not_imported", reason: "rustc suggests no imports from other crates" },
    Exception { case: "request/subscription_not_built", reason: OF_RUSTC },
    Exception { case: "request/subscription_of_text", reason: OF_RUSTC },
    Exception { case: "request/time_as_text", reason: OF_RUSTC },
    Exception { case: "inbox/database_of_another_release", reason: OF_RUSTC },
    Exception { case: "types/lock_held_across_an_await", reason: OF_RUSTC },
    Exception { case: "types/future_not_send", reason: OF_RUSTC },
    Exception { case: "signature/without_body", reason: OF_RUSTC },
    Exception { case: "signature/module_of_the_same_name", reason: OF_RUSTC },
    Exception { case: "list/returned_hooks", reason: OF_RUSTC },
    Exception { case: "signature/self_argument", reason: OF_RUSTC },
    Exception { case: "attribute/attribute_with_equals", reason: OF_RUSTC },
    Exception { case: "attribute/attribute_not_imported", reason: OF_RUSTC },
];

/// rustc reports these before it uses our traits, so no message of theirs has a word of ours.
pub(crate) const NO_PAGE: &[&str] = &[
    "attribute/crate_not_found",
    "policy/key_function_is_async",
    "policy/key_function_not_found",
    "policy/key_function_returns_another_type",
    "policy/key_function_takes_another_type",
    "signature/module_of_the_same_name",
    "signature/on_a_function_of_a_trait",
    "signature/on_an_associated_function",
    "signature/state_in_an_impl",
    "signature/without_body",
    "types/future_not_send",
    "types/lock_held_across_an_await",
    "types/payload_misspelt",
    "types/payload_not_imported",
    "types/state_not_clone",
    "types/tx_without_the_feature",
    "list/missing_import",
    "list/misspelt_name",
    "list/misspelt_path",
    "list/never_listed",
    "list/private_handler",
    "list/returned_hooks",
    "list/returned_list",
    "request/before_and_after",
    "request/event_without_its_end",
    "request/offset_left_out",
    "request/offset_negative",
    "request/request_as_a_literal",
    "request/subscription_not_built",
    "request/subscription_of_text",
    "request/time_as_text",
];

pub(crate) const INTERNAL_NAMES: &[Exception] = &[Exception {
    case: "signature/module_of_the_same_name",
    reason: "rustc names the import of the list, after the error that says what is wrong",
}];
