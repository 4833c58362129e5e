//! Commands and options that this binary was built without.

use clap::error::{ContextKind, ContextValue};

/// What features add: the word, the features, and whether one of them is in this binary.
const OPTIONAL: [(&str, &str, bool); 9] = [
    ("codegen", "codegen", cfg!(feature = "codegen")),
    ("completions", "completions", cfg!(feature = "completions")),
    ("conform", "conform", cfg!(feature = "conform")),
    ("inbox", "sqlite,postgres", cfg!(feature = "inbox")),
    ("routes", "schemas", cfg!(feature = "schemas")),
    ("sandbox", "sandbox", cfg!(feature = "sandbox")),
    ("schemas", "schemas", cfg!(feature = "schemas")),
    ("--patch", "codegen", cfg!(feature = "codegen")),
    ("--via-sandbox", "sandbox", cfg!(feature = "sandbox")),
];

/// The error of a command or an option that only another build has: which feature is missing, and how to get it.
pub(crate) fn left_out(usage: &clap::Error) -> Option<String> {
    let unknown = unknown_word(usage)?;
    let (name, features, _) = OPTIONAL.iter().find(|(name, _, is_built)| *name == unknown && !is_built)?;
    Some(message(name, features))
}

/// The command or option that the arguments have and this binary does not.
fn unknown_word(usage: &clap::Error) -> Option<&str> {
    match usage.get(ContextKind::InvalidSubcommand).or_else(|| usage.get(ContextKind::InvalidArg))? {
        ContextValue::String(word) => Some(word),
        _ => None,
    }
}

fn message(name: &str, features: &str) -> String {
    format!(
        "`{name}` needs a feature that this binary was built without; run `cargo install cronofy-hooks-cli`, which \
         builds all commands, or `cargo install cronofy-hooks-cli --no-default-features --features {features}`"
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn a_binary_without_a_feature_recognises_the_word() {
        let small = || clap::Command::new("cronofy-hooks").subcommand(clap::Command::new("trigger"));
        let error = |args: &[&str]| small().try_get_matches_from(args).unwrap_err();
        for (name, features, is_built) in OPTIONAL {
            let of_trigger = ["cronofy-hooks", "trigger", name];
            let args = if name.starts_with('-') { &of_trigger[..] } else { &["cronofy-hooks", name] };
            let error = error(args);
            assert_eq!(unknown_word(&error), Some(name));
            assert_eq!(left_out(&error), (!is_built).then(|| message(name, features)));
        }
        assert_eq!(left_out(&error(&["cronofy-hooks", "sandbx"])), None);
    }

    /// Each command that can be left out is in the list.
    #[test]
    fn the_other_commands_are_always_there() {
        let all = Cli::command();
        let names = all.get_subcommands().map(clap::Command::get_name);
        let always: Vec<_> = names.filter(|name| OPTIONAL.iter().all(|(optional, ..)| optional != name)).collect();
        assert_eq!(always, ["trigger", "verify", "new", "scaffold"]);
    }
}
