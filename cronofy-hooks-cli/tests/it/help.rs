//! The help of the binary.

use cronofy_hooks_cli::{Cli, Io, clap};

use clap::CommandFactory as _;

use crate::golden::compare;

#[test]
fn the_arguments_are_consistent() {
    Cli::command().debug_assert();
}

#[tokio::test]
async fn help() {
    let commands = ["list", "show", "retry", "replay", "bury", "prune", "forget", "stats"];
    let of_commands = commands.map(|command| vec!["inbox", command, "--help"]);
    let others = [vec!["--help"], vec!["inbox", "-h"], vec!["inbox", "--help"], vec!["inbox", "list", "-h"]];
    let of_schemas = ["list", "show", "validate", "diff", "export"].map(|command| vec!["schemas", command, "--help"]);
    let alone =
        ["trigger", "verify", "conform", "routes", "schemas", "codegen", "new", "scaffold", "completions", "sandbox"];
    let alone = alone.map(|command| vec![command, "--help"]);
    let of_sandbox = ["play", "step", "fault"].map(|command| vec!["sandbox", command, "--help"]);
    let mut transcript = String::new();
    for args in others.into_iter().chain(of_commands).chain(alone).chain(of_sandbox).chain(of_schemas) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = {
            let mut io = Io::new(&mut out, &mut err);
            cronofy_hooks_cli::run(["cronofy-hooks"].iter().chain(&args), &mut io).await
        };
        assert_eq!((exit.code(), err), (0, Vec::new()), "{args:?}");
        let help = String::from_utf8(out).expect("the help is UTF-8");
        assert!(help.lines().all(|line| line.chars().count() <= 120), "{args:?} is too wide:\n{help}");
        transcript += &format!("$ cronofy-hooks {}\n", args.join(" "));
        for line in help.lines() {
            transcript += line.trim_end();
            transcript.push('\n');
        }
        transcript.push('\n');
    }
    compare("help.txt", &transcript);
}

/// Splits a line of shell into words, up to a comment or a redirection.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for char in line.chars() {
        match (quote, char) {
            (None, '#' | '>') => break,
            (None, '\'' | '"') => quote = Some(char),
            (Some(begun), _) if begun == char => quote = None,
            (None, ' ') => words.push(std::mem::take(&mut word)),
            _ => word.push(char),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn the_examples_can_be_parsed() {
    let helps: Vec<_> = Cli::command().get_subcommands().filter_map(|it| it.get_after_long_help().cloned()).collect();
    let helps = helps.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let text = format!("{}\n{helps}", include_str!("../../README.md"));
    let mut count = 0;
    for line in text.lines() {
        let line = line.rsplit("| ").next().unwrap_or(line).trim();
        if !line.starts_with("cronofy-hooks ") || line.starts_with("cronofy-hooks inbox` ") {
            continue;
        }
        count += 1;
        let parsed = Cli::command().try_get_matches_from(words(line));
        assert!(parsed.is_ok(), "{line}: {}", parsed.err().map_or_else(String::new, |error| error.to_string()));
    }
    assert!(count > 25, "{count} examples");
    // The comparison of the sandbox with other tools names commands between backticks.
    let comparison = include_str!("../../../cronofy-hooks-sandbox/COMPARISON.md");
    let commands: Vec<_> = comparison.split('`').filter(|text| text.starts_with("cronofy-hooks ")).collect();
    assert!(commands.len() > 5, "{commands:?}");
    for command in commands {
        let parsed = Cli::command().try_get_matches_from(words(command));
        assert!(parsed.is_ok(), "{command}: {}", parsed.err().map_or_else(String::new, |error| error.to_string()));
    }
}
