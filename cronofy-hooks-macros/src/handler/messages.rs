//! The text of every diagnostic about the attribute and the signature: what is wrong, then what to write. Also a
//! misspelt option for an inbox is reported here.

use proc_macro2::TokenStream;

use crate::catalogue::{self, DocumentedName, RouteKind};
use crate::messages::quoted;
use crate::suggest::nearest;

/// The options of the attribute.
pub(super) const OPTIONS: &[&str] = &[
    "notification",
    "interaction",
    "subtype",
    "transition",
    "callback",
    "fallback",
    "unlisted",
    "retries",
    "backoff",
    "timeout",
    "window",
    "key",
    "crate",
];

/// The option of the attribute for a documented name.
fn route_option(entry: &DocumentedName) -> String {
    format!("{} = \"{}\"", entry.kind.as_str(), entry.name)
}

/// A name to show in an example.
fn example(key: &str) -> &'static str {
    match key {
        "interaction" => "conferencing_assigned",
        "subtype" => "profile_missing",
        "transition" => "event_start",
        "callback" => "authorization",
        _ => "change",
    }
}

/// An option with a value, as an example.
pub(super) fn option_with_value(key: &str) -> String {
    match key {
        "retries" => "retries = 5".to_owned(),
        "backoff" => "backoff = \"1s..1h\"".to_owned(),
        "timeout" => "timeout = \"2m\"".to_owned(),
        "window" => "window = \"5s\"".to_owned(),
        "key" => "key = \"channel\"".to_owned(),
        "crate" => "crate = cronofy_hooks".to_owned(),
        key => format!("{key} = \"{}\"", example(key)),
    }
}

pub(super) fn no_route(unlisted: bool) -> String {
    let help = if unlisted {
        "write the name beside it, such as `notification = \"brand_new\", unlisted`"
    } else {
        "write `#[cronofy_handler(notification = \"change\")]`, or `interaction`, `transition` or `callback` with a name, or `fallback`"
    };
    format!("`#[cronofy_handler]` does not say what the function handles\nhelp: {help}")
}

pub(super) fn second_route(first: &str, second: &str) -> String {
    format!(
        "a handler has one route, and this one has `{first}` and `{second}`\n\
         help: keep one of them, and write a second handler for the other"
    )
}

pub(super) fn unknown_option(key: &str, value: Option<&str>) -> String {
    let documented = catalogue::find_anywhere(key).or_else(|| value.and_then(catalogue::find_anywhere));
    let similar = option_of_other_libraries(key).or_else(|| nearest(key, OPTIONS.iter().copied()));
    let help = match (similar, documented) {
        _ if matches!(key, "before" | "after" | "offset") => when_it_is_sent(key),
        (Some(option), _) => format!("did you mean `{option}`?"),
        (None, Some(entry)) => format!("write `{}`", route_option(entry)),
        (None, None) => match extractor_of(key) {
            Some(extractor) => format!("remove it, and give the function an argument of the type `{extractor}`"),
            None => "remove it".to_owned(),
        },
    };
    format!("unknown option `{key}`\nhelp: {help}\nnote: `#[cronofy_handler]` takes {}", quoted(OPTIONS))
}

/// The time of a transition is no option.
fn when_it_is_sent(key: &str) -> String {
    let method = if key == "after" { "after" } else { "before" };
    format!(
        "remove it: the handler takes the transition, and the subscription says when it is sent, such as \
         `hooks.trigger(url, \"soon\").{method}(TransitionName::EventStart, Offset::minutes(10))`"
    )
}

/// The option that has this name in other libraries.
fn option_of_other_libraries(key: &str) -> Option<&'static str> {
    match key {
        "retry" | "max_retries" | "attempts" | "max_attempts" => Some("retries"),
        "delay" | "retry_delay" => Some("backoff"),
        "deadline" | "time_limit" => Some("timeout"),
        "debounce" | "batch" | "coalesce" => Some("window"),
        "group" | "partition" | "order" | "ordering" => Some("key"),
        _ => None,
    }
}

/// The argument with which a function takes what is called so: it is no option.
fn extractor_of(key: &str) -> Option<&'static str> {
    match key {
        "trigger" | "triggers" => Some("Trigger<T>"),
        "path" => Some("Path<T>"),
        "query" => Some("Query<T>"),
        "state" => Some("State<T>"),
        "tx" | "transaction" => Some("Tx<DB>"),
        _ => None,
    }
}

/// An option that begins with something other than a word.
pub(super) fn key_missing(text: Option<&str>) -> String {
    match text.and_then(catalogue::find_anywhere) {
        Some(entry) => {
            format!("`\"{}\"` does not say which kind of name it is\nhelp: write `{}`", entry.name, route_option(entry))
        }
        None => format!(
            "an option must begin with its name\nhelp: write `notification = \"change\"`\nnote: `#[cronofy_handler]` takes {}",
            quoted(OPTIONS)
        ),
    }
}

pub(super) fn equals_missing(key: &str) -> String {
    format!("the value of `{key}` must follow `=`\nhelp: write `{}`", option_with_value(key))
}

pub(super) fn option_twice(key: &str) -> String {
    format!("`{key}` is given twice\nhelp: keep one of them")
}

pub(super) fn value_missing(key: &str) -> String {
    format!("`{key}` needs a name\nhelp: write `{key} = \"{}\"`", example(key))
}

pub(super) fn value_empty(key: &str) -> String {
    let kind = RouteKind::ALL.into_iter().find(|kind| kind.as_str() == key);
    let note =
        kind.map(|kind| format!("\nnote: documented are {}", quoted(catalogue::names(kind)))).unwrap_or_default();
    format!("the name of the {key} is empty\nhelp: write a name, such as `{key} = \"{}\"`{note}", example(key))
}

pub(super) fn value_not_text(key: &str, value: &TokenStream) -> String {
    let written = value.to_string();
    let name = if syn::parse_str::<syn::Ident>(&written).is_ok() { &written } else { example(key) };
    format!("the value of `{key}` is not a name in quotes\nhelp: write `{key} = \"{name}\"`")
}

pub(super) fn crate_not_a_path() -> String {
    "the value of `crate` is not a path\nhelp: write `crate = cronofy_hooks` without quotes, with the name that your application uses".to_owned()
}

pub(super) fn value_not_taken(key: &str) -> String {
    format!("`{key}` takes no value\nhelp: write `{key}` alone")
}

pub(super) fn unknown_name(kind: RouteKind, name: &str) -> String {
    let word = kind.as_str();
    if let Some(other) = RouteKind::ALL.into_iter().find(|other| catalogue::find(*other, name).is_some()) {
        return format!(
            "`{name}` is {}, not {}\nhelp: write `{} = \"{name}\"`",
            other.with_article(),
            kind.with_article(),
            other.as_str()
        );
    }
    if let Some(owner) = catalogue::owner_of_subtype(name) {
        return format!(
            "`{name}` is a subtype of the interaction `{}`\nhelp: write `interaction = \"{}\", subtype = \"{name}\"`",
            owner.name, owner.name
        );
    }
    let well_known = match name {
        "profile_connected" => Some(
            "the service sends none when a profile is connected again: write `notification = \"profile_initial_sync_completed\"` for the first synchronisation, or `notification = \"change\"`",
        ),
        "conferencing_success" | "conferencing_succeeded" => Some("write `interaction = \"conferencing_assigned\"`"),
        "conferencing_failed" => Some("write `interaction = \"conferencing_failing\"`"),
        "event_subscription" => Some(
            "it carries interactions and transitions: write `interaction = \"conferencing_assigned\"`, `transition = \"event_start\"` and so on, each with a handler of its own",
        ),
        _ => None,
    };
    let of_type = catalogue::find_anywhere(name);
    let help = match (well_known, of_type, nearest(name, catalogue::names(kind))) {
        (Some(help), ..) => help.to_owned(),
        (None, Some(entry), _) => format!("write `{}`; `{name}` is the type of its payload", route_option(entry)),
        (None, None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None, None) => {
            format!("if the service added it after this release, write `{word} = \"{name}\", unlisted`")
        }
    };
    format!("no {word} `{name}` is documented\nhelp: {help}\nnote: documented are {}", quoted(catalogue::names(kind)))
}

pub(super) fn listed(kind: RouteKind, name: &str) -> String {
    format!("the {} `{name}` is documented, so it is not `unlisted`\nhelp: remove `unlisted`", kind.as_str())
}

pub(super) fn listed_subtype(entry: &DocumentedName, subtype: &str) -> String {
    format!(
        "the subtype `{subtype}` of `{}` is documented, so it is not `unlisted`\nhelp: remove `unlisted`",
        entry.name
    )
}

pub(super) fn subtype_without_interaction(subtype: &str) -> String {
    let help = match catalogue::owner_of_subtype(subtype) {
        Some(owner) => format!("write `{}, subtype = \"{subtype}\"`", route_option(owner)),
        None => format!(
            "write the interaction beside it, such as `interaction = \"conferencing_failing\", subtype = \"{subtype}\"`"
        ),
    };
    format!("a subtype belongs to an interaction, and this handler has none\nhelp: {help}")
}

pub(super) fn subtype_beside(kind: RouteKind, subtype: &str) -> String {
    let kind = kind.as_str();
    let help = match catalogue::owner_of_subtype(subtype) {
        Some(owner) => format!("write `{}` in place of `{kind}`, or remove `subtype`", route_option(owner)),
        None => "remove `subtype`".to_owned(),
    };
    format!("a {kind} has no subtypes; only an interaction has\nhelp: {help}")
}

pub(super) fn unknown_subtype(entry: &DocumentedName, subtype: &str) -> String {
    let name = entry.name;
    if let Some(owner) = catalogue::owner_of_subtype(subtype) {
        return format!(
            "`{subtype}` is a subtype of `{}`, not of `{name}`\nhelp: write `interaction = \"{}\", subtype = \"{subtype}\"`",
            owner.name, owner.name
        );
    }
    if entry.subtypes.is_empty() {
        return format!(
            "the interaction `{name}` has no documented subtype\n\
             help: remove `subtype`; if the service added one after this release, write `subtype = \"{subtype}\", unlisted`"
        );
    }
    let help = match nearest(subtype, entry.subtypes.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("if the service added it after this release, write `subtype = \"{subtype}\", unlisted`"),
    };
    format!(
        "no subtype `{subtype}` of `{name}` is documented\nhelp: {help}\nnote: documented are {}",
        quoted(entry.subtypes)
    )
}

pub(super) fn fallback_with(key: &str) -> String {
    format!(
        "a `fallback` takes everything that has no other handler, so `{key}` has no effect here\n\
         help: remove `{key}`, or remove `fallback`"
    )
}

pub(super) fn not_a_function(item: &str) -> String {
    format!("a handler is a function, and this is {item}\nhelp: put `#[cronofy_handler(...)]` on an `async fn`")
}

pub(super) fn attribute_twice() -> String {
    "this function has `#[cronofy_handler]` twice\n\
     help: keep one, and write a second function for the second route"
        .to_owned()
}

pub(super) fn not_async(name: &str) -> String {
    format!("a handler is an `async fn`\nhelp: write `async fn {name}`")
}

pub(super) fn takes_self() -> String {
    "a handler is a free function, so it cannot take `self`\n\
     help: move the function out of the `impl`, and take `State<T>` in place of `self`"
        .to_owned()
}

pub(super) fn generic() -> String {
    "a handler cannot be generic: the library calls it with the contents of the delivery\n\
     help: remove the parameters in `<...>`, and write the types that the handler takes"
        .to_owned()
}

pub(super) fn impl_trait() -> String {
    "an argument of a handler cannot be `impl Trait`\nhelp: write the type that the handler takes".to_owned()
}

pub(super) fn returns_impl_trait() -> String {
    "a handler cannot return `impl Trait`\nhelp: return nothing, `Result<(), E>` or `Outcome`".to_owned()
}

pub(super) fn type_left_out() -> String {
    "an argument of a handler needs its type: the type decides what is extracted\n\
     help: write the type in place of `_`"
        .to_owned()
}

pub(super) fn borrowed(ty: &str) -> String {
    let help = match ty {
        "str" => "write `Path<String>` for a parameter of the path, or `Delivery` for the body".to_owned(),
        ty => format!("write `{ty}`"),
    };
    format!("a handler owns its arguments, so it cannot borrow `{ty}`\nhelp: {help}")
}

pub(super) fn is_unsafe() -> String {
    "a handler cannot be `unsafe`: the library calls it with data from the service\n\
     help: remove `unsafe`, and write an `unsafe` block inside the function"
        .to_owned()
}

pub(super) fn qualifier(word: &str) -> String {
    format!("a handler cannot be `{word}`\nhelp: remove `{word}`")
}

pub(super) fn variadic() -> String {
    "a handler cannot take a variable number of arguments\nhelp: remove `...`".to_owned()
}

pub(super) fn payload_twice(payload: &str) -> String {
    format!("the payload `{payload}` is taken twice\nhelp: remove one of the two arguments")
}

pub(super) fn too_many_arguments(most: usize) -> String {
    format!(
        "a handler takes at most {most} arguments\nhelp: take several as one, in a type of your own that implements `FromDelivery`"
    )
}
