//! The text of every diagnostic: what is wrong, then what to write.

use crate::catalogue::{self, Entry, Kind};
use crate::suggest::nearest;

/// The options of the attribute.
pub(crate) const OPTIONS: &[&str] =
    &["notification", "interaction", "subtype", "transition", "callback", "fallback", "unlisted", "crate"];

fn quoted(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let names: Vec<_> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    names.join(", ")
}

pub(crate) fn no_route() -> String {
    "`#[cronofy_handler]` does not say what the function handles\n\
     help: write `#[cronofy_handler(notification = \"change\")]`, or `interaction`, `transition`, `callback` with a name, or `fallback`"
        .to_owned()
}

pub(crate) fn second_route(first: &str, second: &str) -> String {
    format!(
        "a handler takes one route, and this one has `{first}` and `{second}`\n\
         help: keep one of them, and write a second handler for the other"
    )
}

pub(crate) fn unknown_option(key: &str) -> String {
    let meant = match nearest(key, OPTIONS.iter().copied()) {
        Some(option) => format!("did you mean `{option}`?"),
        None => "remove it".to_owned(),
    };
    format!("unknown option `{key}`\nhelp: {meant}\nnote: `#[cronofy_handler]` takes {}", quoted(OPTIONS))
}

pub(crate) fn option_twice(key: &str) -> String {
    format!("`{key}` is given twice\nhelp: keep one of them")
}

pub(crate) fn value_missing(key: &str) -> String {
    let example = match key {
        "notification" => "change",
        "interaction" => "conferencing_assigned",
        "subtype" => "profile_missing",
        "transition" => "event_start",
        "callback" => "authorization",
        _ => return format!("`{key}` needs a path\nhelp: write `{key} = path::to::cronofy_hooks`"),
    };
    format!("`{key}` needs a name\nhelp: write `{key} = \"{example}\"`")
}

pub(crate) fn value_not_text(key: &str) -> String {
    format!("the value of `{key}` is a name in quotes\nhelp: write `{key} = \"name\"`")
}

pub(crate) fn value_not_taken(key: &str) -> String {
    format!("`{key}` takes no value\nhelp: write `{key}` alone")
}

pub(crate) fn unknown_name(kind: Kind, name: &str) -> String {
    let word = kind.as_str();
    if let Some(other) = Kind::ALL.into_iter().find(|other| catalogue::find(*other, name).is_some()) {
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
            "the service sends none when a profile is connected again: handle `change`, or `profile_initial_sync_completed` for the first synchronisation",
        ),
        "conferencing_success" | "conferencing_succeeded" => Some("write `interaction = \"conferencing_assigned\"`"),
        "conferencing_failed" => Some("write `interaction = \"conferencing_failing\"`"),
        "event_subscription" => Some(
            "it is what carries interactions and transitions: write `interaction = \"…\"` or `transition = \"…\"` for what it tells",
        ),
        _ => None,
    };
    let help = match (well_known, nearest(name, catalogue::names(kind))) {
        (Some(help), _) => help.to_owned(),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => format!("if the service added it after this release, write `{word} = \"{name}\", unlisted`"),
    };
    format!("no {word} `{name}` is documented\nhelp: {help}\nnote: documented are {}", quoted(catalogue::names(kind)))
}

pub(crate) fn listed(kind: Kind, name: &str) -> String {
    format!("the {} `{name}` is documented, so it is not `unlisted`\nhelp: remove `unlisted`", kind.as_str())
}

pub(crate) fn listed_subtype(entry: &Entry, subtype: &str) -> String {
    format!(
        "the subtype `{subtype}` of `{}` is documented, so it is not `unlisted`\nhelp: remove `unlisted`",
        entry.name
    )
}

pub(crate) fn subtype_without_interaction(subtype: &str) -> String {
    let interaction = catalogue::owner_of_subtype(subtype).map_or("…", |entry| entry.name);
    format!(
        "a subtype belongs to an interaction, and this handler has none\n\
         help: write `interaction = \"{interaction}\", subtype = \"{subtype}\"`"
    )
}

pub(crate) fn unknown_subtype(entry: &Entry, subtype: &str) -> String {
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
             help: remove `subtype`, or write `unlisted` beside it if the service added one after this release"
        );
    }
    let help = match nearest(subtype, entry.subtypes.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "if the service added it after this release, write `unlisted` beside it".to_owned(),
    };
    format!(
        "no subtype `{subtype}` of `{name}` is documented\nhelp: {help}\nnote: documented are {}",
        quoted(entry.subtypes)
    )
}

pub(crate) fn fallback_with(key: &str) -> String {
    format!(
        "a fallback takes everything that is left, so `{key}` has no meaning beside it\n\
         help: remove `{key}`, or remove `fallback`"
    )
}

pub(crate) fn not_a_function(item: &str) -> String {
    format!("a handler is a function, and this is {item}\nhelp: put `#[cronofy_handler(...)]` on an `async fn`")
}

pub(crate) fn attribute_twice() -> String {
    "`#[cronofy_handler]` stands twice on this function\n\
     help: keep one; a second route needs a second function, which can call this one"
        .to_owned()
}

pub(crate) fn not_async(name: &str) -> String {
    format!("a handler is an `async fn`\nhelp: write `async fn {name}`")
}

pub(crate) fn takes_self() -> String {
    "a handler is a free function, so it cannot take `self`\nhelp: move it out of the `impl`, and take `State<T>` instead".to_owned()
}

pub(crate) fn generic() -> String {
    "a handler cannot be generic: the router calls it with what the delivery holds\n\
     help: write the types that it takes"
        .to_owned()
}

pub(crate) fn impl_trait() -> String {
    "an argument of a handler cannot be `impl Trait`\nhelp: write the type that is extracted".to_owned()
}

pub(crate) fn qualifier(word: &str) -> String {
    format!("a handler cannot be `{word}`\nhelp: remove `{word}`")
}

pub(crate) fn variadic() -> String {
    "a handler cannot take a variable number of arguments\nhelp: remove `...`".to_owned()
}

pub(crate) fn payload_twice(payload: &str) -> String {
    format!("the payload `{payload}` is taken twice\nhelp: remove one of the two arguments")
}

pub(crate) fn dots_not_last() -> String {
    "`..` says that the rest falls through, so it stands last\nhelp: move it to the end of the list".to_owned()
}

pub(crate) fn not_a_path() -> String {
    "a list of handlers holds names of functions\nhelp: write `handlers![change, calendars::sync, ..]`".to_owned()
}
