//! [`Ring`]: groups of tests, from those that need Rust alone outwards.

use crate::command::{Outcome, cargo, run as run_command, step};
use crate::lanes;
use crate::tools::{Tool, install};

/// Tests that need the same tools.
struct Ring {
    name: &'static str,
    about: &'static str,
    tools: &'static [Tool],
    /// The arguments of each cargo command.
    commands: &'static [&'static [&'static str]],
}

/// In the order in which they fail fastest. The tests of `inner` are those of the workspace's default members;
/// together the rings are `cargo test --workspace --all-features`, and `cost`.
const RINGS: [Ring; 9] = [
    Ring { name: "inner", about: "what needs nothing but Rust: `cargo test`", tools: &[], commands: &[&["test"]] },
    Ring {
        name: "postgres",
        about: "the inbox, the tokens, the cursors, the channels and the calendar mirror in PostgreSQL, on private servers",
        tools: &[Tool::Postgres],
        commands: &[
            &["test", "--package", "cronofy-hooks-postgres-server"],
            &[
                "test",
                "--package",
                "cronofy-hooks",
                "--package",
                "cronofy-hooks-cli",
                "--package",
                "cronofy-hooks-client",
                "--package",
                "cronofy-hooks-sync",
                "--package",
                "cronofy-hooks-tests",
                "--lib",
                "--test",
                "it",
                "--features",
                "_postgres-tests",
                "--",
                "postgres",
                "cluster::",
            ],
            &[
                "test",
                "--package",
                "calendar-mirror",
                "--test",
                "hours",
                "--features",
                "_postgres-tests",
                "--",
                "postgres",
            ],
        ],
    },
    Ring {
        name: "ui",
        about: "what the compiler says about handlers",
        tools: &[],
        commands: &[
            &["test", "--package", "cronofy-hooks-ui", "--package", "cronofy-hooks-ui-renamed"],
            &["test", "--package", "cronofy-hooks-ui-inbox"],
        ],
    },
    Ring {
        name: "clients",
        about: "the service's own clients for Python and Node.js, receivers that verify with them, and descriptions for other languages",
        tools: &[Tool::Python, Tool::Node],
        commands: &[&["test", "--package", "cronofy-hooks-clients"]],
    },
    Ring {
        name: "browser",
        about: "the sandbox's console and meeting-notes in Chromium",
        tools: &[Tool::Chromium, Tool::Node],
        commands: &[&["test", "--package", "cronofy-hooks-browser"]],
    },
    Ring {
        name: "fuzz",
        about: "the inputs kept by the fuzz targets, and mutations of them",
        tools: &[],
        commands: &[&["test", "--package", "cronofy-hooks-fuzz"]],
    },
    Ring {
        name: "faults",
        about: "system calls that fail, and power cuts",
        tools: &[],
        commands: &[&["test", "--package", "cronofy-hooks-faults"]],
    },
    Ring {
        name: "crash",
        about: "killed receivers, workers and databases",
        tools: &[Tool::Postgres, Tool::Strace],
        commands: &[&["test", "--package", "cronofy-hooks-crash"]],
    },
    Ring {
        name: "cost",
        about: "instructions per request and per call, against an application written by hand",
        tools: &[Tool::Valgrind],
        commands: &COSTS,
    },
];

const COSTS: [&[&str]; 2] = [
    &["bench", "--package", "cronofy-hooks-benches", "--bench", "instructions", "--", "--check", "1.03"],
    &["bench", "--package", "cronofy-hooks-benches", "--bench", "client", "--", "--check", "1.10"],
];

/// One build and one selection of features for all tests.
const EVERYTHING: &[&str] = &["test", "--workspace", "--all-features"];

/// Runs rings by name, or everything.
///
/// # Errors
/// When a name is unknown, a tool is missing and cannot be installed, or a test fails.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let (names, rest) = match arguments.iter().position(|argument| *argument == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[][..]),
    };
    let rings = names.iter().map(|name| find(name)).collect::<Outcome<Vec<_>>>()?;
    if rings.is_empty() {
        if !rest.is_empty() {
            return Err("arguments for the test programs need a ring: cargo xtask test RING -- ARG".to_owned());
        }
        install(&Tool::ALL)?;
        lanes::run_all(EVERYTHING)?;
        step("cost");
        return COSTS.iter().try_for_each(|cost| run_command(&mut cargo(cost)));
    }
    let tools: Vec<Tool> = rings.iter().flat_map(|ring| ring.tools).copied().collect();
    install(&tools)?;
    for ring in rings {
        step(ring.name);
        for command in ring.commands {
            run_command(&mut cargo(&with(command, rest)))?;
        }
    }
    Ok(())
}

/// The arguments of a command, with more for the programs that it runs.
fn with<'a>(command: &[&'a str], rest: &[&'a str]) -> Vec<&'a str> {
    let mut words = command.to_vec();
    if !rest.is_empty() {
        if !words.contains(&"--") {
            words.push("--");
        }
        words.extend(rest);
    }
    words
}

fn find(name: &str) -> Outcome<&'static Ring> {
    let ring = RINGS.iter().find(|ring| ring.name == name);
    ring.ok_or_else(|| format!("unknown ring `{name}`; the rings are:\n{}", describe()))
}

/// A line for each ring.
pub(crate) fn describe() -> String {
    RINGS.iter().map(|ring| format!("  {:<19} {}\n", ring.name, ring.about)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{EVERYTHING, RINGS, with};
    use crate::tools::Tool;
    use crate::workspace::{default_members, members};

    #[test]
    fn together_the_rings_test_every_member() {
        let inner = default_members().into_iter().map(|member| member.name);
        let named = RINGS.iter().flat_map(|ring| ring.commands.iter().copied().flatten());
        let mut tested: BTreeSet<String> = inner.chain(named.map(|name| (*name).to_owned())).collect();
        // It is loaded by the victims of `faults`, and has no tests of its own.
        tested.insert("cronofy-hooks-faults-preload".to_owned());
        let missing: Vec<String> =
            members().into_iter().map(|member| member.name).filter(|name| !tested.contains(name)).collect();
        assert_eq!(missing, Vec::<String>::new(), "add them to the default members in Cargo.toml, or to a ring");
    }

    #[test]
    fn every_package_of_a_command_has_the_features_that_it_names() {
        let members = members();
        for command in RINGS.iter().flat_map(|ring| ring.commands) {
            let Some(at) = command.iter().position(|word| *word == "--features") else { continue };
            let feature = format!("\n{} = [", command[at + 1]);
            for pair in command.windows(2).filter(|pair| pair[0] == "--package") {
                let member = members.iter().find(|member| member.name == pair[1]).expect("it is a member");
                assert!(member.manifest.contains(&feature), "{}: no {}", member.name, command[at + 1]);
            }
        }
    }

    #[test]
    fn every_tool_is_needed_by_a_ring() {
        for tool in Tool::ALL {
            assert!(RINGS.iter().any(|ring| ring.tools.contains(&tool)), "{tool:?}");
        }
    }

    #[test]
    fn arguments_go_to_the_test_programs() {
        assert_eq!(with(&["test"], &["--nocapture"]), ["test", "--", "--nocapture"]);
        assert_eq!(with(&["test", "--", "postgres"], &["open"]), ["test", "--", "postgres", "open"]);
        assert_eq!(with(EVERYTHING, &[]), EVERYTHING);
    }
}
