//! The text of every diagnostic about a list: what is wrong, then what to write.

pub(super) fn dots_not_last() -> String {
    "`..` must be the last item of the list\nhelp: move it to the end".to_owned()
}

pub(super) fn not_two_dots() -> String {
    "the rest of the list is written as two dots\nhelp: write `..`".to_owned()
}

/// An item of a list that does not begin with a name.
pub(super) fn not_a_path(name: Option<String>) -> String {
    let help = match name {
        Some(name) => format!("write `{name}`, without quotes"),
        None => "write the name of a function that has `#[cronofy_handler(...)]`".to_owned(),
    };
    format!("a list of handlers contains names of functions\nhelp: {help}")
}

/// An item of a list with something after the name.
pub(super) fn not_only_a_path(name: &str) -> String {
    format!(
        "a list of handlers contains names of functions, and nothing after a name\nhelp: write the name alone, such as `{name}`"
    )
}

pub(super) fn route_in_list() -> String {
    "a list of handlers contains names of functions, and their attributes contain the routes\n\
     help: write the name of the function alone"
        .to_owned()
}

pub(super) fn attribute_of_an_item() -> String {
    "a list of handlers takes no attribute other than `#[cfg(...)]`\nhelp: put the attribute on the function".to_owned()
}

pub(super) fn called(name: &str) -> String {
    format!(
        "a list of handlers contains names of functions and does not call them\nhelp: write `{name}`, without parentheses"
    )
}

pub(super) fn semicolon() -> String {
    "handlers are separated by commas\nhelp: write `,`".to_owned()
}

pub(super) fn listed_twice(name: &str) -> String {
    format!("`{name}` is listed twice\nhelp: remove one of the two")
}

pub(super) fn payload_listed(name: &str) -> String {
    format!(
        "`{name}` is the type of a payload, and a list of handlers contains names of functions\nhelp: write the name of the function that takes it"
    )
}
