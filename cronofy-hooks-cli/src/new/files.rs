//! The files of a new application, from the templates beside this file.
//!
//! `examples/starter` is what `new starter --handle all` writes: a test compares the two, so the templates compile.

use super::checkout::CratesSource;
use super::handler::HandlerChoice;

/// Without anything to fill in.
const AS_THEY_ARE: [(&str, &str); 8] = [
    (".dockerignore", include_str!("template/dockerignore.txt")),
    (".gitignore", include_str!("template/gitignore.txt")),
    ("rustfmt.toml", include_str!("template/rustfmt.toml.txt")),
    ("sandbox.env", include_str!("template/sandbox.env.txt")),
    ("src/app.rs", include_str!("template/app.rs.txt")),
    ("src/main.rs", include_str!("template/main.rs.txt")),
    ("src/settings.rs", include_str!("template/settings.rs.txt")),
    ("src/tests.rs", include_str!("template/tests.rs.txt")),
];

const MANIFEST: &str = include_str!("template/Cargo.toml.txt");

/// With the name of the application.
const NAMED: [(&str, &str); 3] = [
    ("Cargo.toml", MANIFEST),
    ("Dockerfile", include_str!("template/Dockerfile.txt")),
    ("README.md", include_str!("template/README.md.txt")),
];

const HANDLERS: &str = include_str!("template/handlers.rs.txt");

/// The handler of `change` reads what changed; all others print a line.
const CHANGE: &str = include_str!("template/change.rs.txt");

/// The longest list that rustfmt leaves on one line.
const SHORT_LIST: usize = 104;

/// What the application depends on.
pub(super) fn dependencies() -> impl Iterator<Item = &'static str> {
    let (_, sections) = MANIFEST.split_once("\n[dependencies]\n").unwrap_or_default();
    let (sections, _) = sections.split_once("\n[lints").unwrap_or((sections, ""));
    sections.lines().filter(|line| !line.starts_with('#')).filter_map(|line| Some(line.split_once(" = ")?.0))
}

/// Paths and texts.
pub(super) fn files(name: &str, choices: &[HandlerChoice], crates: &CratesSource) -> Vec<(&'static str, String)> {
    let crates = ["cronofy-hooks", "cronofy-hooks-client", "cronofy-hooks-sandbox"]
        .map(|krate| (format!("{{{krate}}}"), crates.dependency(krate)));
    let filled = |text: &str| {
        // Docker takes tags in lower case only.
        let text = text.replace("{name}", name).replace("{image}", &name.to_ascii_lowercase());
        crates.iter().fold(text, |text, (place, dependency)| text.replace(place, dependency))
    };
    let as_they_are = AS_THEY_ARE.iter().map(|(path, text)| (*path, (*text).to_owned()));
    let named = NAMED.iter().map(|(path, text)| (*path, filled(text)));
    let mut files: Vec<_> = as_they_are.chain(named).collect();
    files.push(("src/handlers.rs", handlers(choices)));
    files.sort_unstable();
    files
}

fn handlers(choices: &[HandlerChoice]) -> String {
    let reads_changes = choices.iter().any(|choice| choice.function() == "change");
    let source = |choice: &HandlerChoice| match choice.function().as_str() {
        "change" => format!("/// Events in the user's calendars changed: reads them.\n{CHANGE}\n"),
        // The application has a log.
        _ => choice.source().replace("println!(", "tracing::info!(") + "\n",
    };
    let names = choices.iter().map(HandlerChoice::function).chain(["anything_else".to_owned()]);
    let names: Vec<_> = names.collect();
    let on_one_line = names.join(", ");
    let names = if on_one_line.len() <= SHORT_LIST {
        on_one_line
    } else {
        names.iter().map(|name| format!("\n        {name},")).collect::<String>() + "\n    "
    };
    HANDLERS
        .replace("{imports}", if reads_changes { IMPORTS_TO_READ } else { IMPORTS })
        .replace("{handlers}", &choices.iter().map(source).collect::<String>())
        .replace("{names}", &names)
}

const IMPORTS: &str = "\
use cronofy_hooks::extract::ProvidedBy;
use cronofy_hooks::payload::*;
use cronofy_hooks::{Handlers, Unhandled, cronofy_handler, handlers};";

const IMPORTS_TO_READ: &str = "\
use cronofy_hooks::extract::ProvidedBy;
use cronofy_hooks::payload::*;
use cronofy_hooks::{BoxError, Handlers, Path, State, Unhandled, cronofy_handler, handlers};
use cronofy_hooks_client::EventsQuery;";
