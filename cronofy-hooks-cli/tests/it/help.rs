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
    let commands = ["list", "show", "retry", "replay", "bury", "prune", "stats"];
    let of_commands = commands.map(|command| vec!["inbox", command, "--help"]);
    let others = [vec!["--help"], vec!["inbox", "-h"], vec!["inbox", "--help"], vec!["inbox", "list", "-h"]];
    let of_schemas = ["list", "show", "validate", "export"].map(|command| vec!["schemas", command, "--help"]);
    let alone = ["trigger", "verify", "routes", "schemas", "codegen", "completions"];
    let alone = alone.map(|command| vec![command, "--help"]);
    let mut transcript = String::new();
    for args in others.into_iter().chain(of_commands).chain(alone).chain(of_schemas) {
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
