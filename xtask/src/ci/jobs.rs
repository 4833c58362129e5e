//! [`Job`]: the list of the checks, and those that are one command.

use super::{advisories, dependencies, licences, minimal_versions, msrv, package, semver};
use crate::command::{Outcome, cargo, run as run_command, step};
use crate::tidy;

/// A check.
struct Job {
    name: &'static str,
    about: &'static str,
    run: fn() -> Outcome,
    /// Whether it runs when no job is named.
    always: bool,
}

impl Job {
    const fn always(name: &'static str, about: &'static str, run: fn() -> Outcome) -> Self {
        Self { name, about, run, always: true }
    }

    const fn when_named(name: &'static str, about: &'static str, run: fn() -> Outcome) -> Self {
        Self { name, about, run, always: false }
    }
}

/// In the order in which they fail fastest.
const JOBS: [Job; 16] = [
    Job::always("format", "the sources are formatted", format),
    Job::always("tidy", "the rules of the house", tidy::check),
    Job::always("serve", "the server brings what axum's server brings, and signals", dependencies::of_the_server),
    Job::always("inbox", "an application without an inbox does not build one", dependencies::without_an_inbox),
    Job::always(
        "cli",
        "the bare command line builds neither inbox nor schemas",
        dependencies::of_the_bare_command_line,
    ),
    Job::always("msrv", "no dependency needs a newer Rust than the packages declare", msrv::check),
    Job::always("licences", "licences and sources of the dependencies, and banned packages", licences::check),
    Job::always("clippy", "every target with all features, without a warning", clippy),
    Job::always("docs", "the documentation, without a warning", docs),
    Job::always("features", "types, library and command line with each set of features, alone", features),
    Job::always("package", "every package can be packed for the registry", package::pack),
    Job::when_named("generated", "generated code is fresh; a test of the generator does the same", generated),
    Job::when_named("publish", "every package builds from what would be published", package::build),
    Job::when_named("advisories", "all of `cargo deny`; needs a git host for the known faults", advisories::check),
    Job::when_named("minimal-versions", "the oldest versions that the manifests allow", minimal_versions::check),
    Job::when_named("semver", "the API against that of the last tag", semver::check),
];

/// Runs jobs by name, or all that need nothing but the package registry.
///
/// # Errors
/// When a name is unknown, or a check fails.
pub(crate) fn run(names: &[&str]) -> Outcome {
    let mut jobs = names.iter().map(|name| find(name)).collect::<Outcome<Vec<_>>>()?;
    if jobs.is_empty() {
        jobs = JOBS.iter().filter(|job| job.always).collect();
    }
    for job in jobs {
        step(&format!("{}: {}", job.name, job.about));
        (job.run)().map_err(|error| format!("{error}\nagain: cargo xtask ci {}", job.name))?;
    }
    Ok(())
}

fn find(name: &str) -> Outcome<&'static Job> {
    let job = JOBS.iter().find(|job| job.name == name);
    job.ok_or_else(|| format!("unknown job `{name}`; the jobs are:\n{}", describe()))
}

/// A line for each job.
pub(crate) fn describe() -> String {
    let line = |job: &Job| {
        let when = if job.always { "" } else { "; only when named" };
        format!("  {:<19} {}{when}\n", job.name, job.about)
    };
    JOBS.iter().map(line).collect()
}

fn format() -> Outcome {
    run_command(&mut cargo(&["fmt", "--all", "--check"]))
}

fn generated() -> Outcome {
    run_command(&mut cargo(&["codegen", "--check"]))
}

fn clippy() -> Outcome {
    run_command(&mut cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"]))
}

/// What users read, and then what those read who work on the crates: a link of the first must not lead to the second.
fn docs() -> Outcome {
    for private in [&[][..], &["--document-private-items"]] {
        let mut doc = cargo(&[&["doc", "--workspace", "--no-deps", "--all-features"], private].concat());
        run_command(doc.env("RUSTDOCFLAGS", "-D warnings"))?;
    }
    Ok(())
}

/// Everything that the features exclude or turn on of one another. All of them are clippy's.
fn features() -> Outcome {
    let library =
        ["", "serve", "metrics", "inbox", "inbox,serve", "sqlite", "postgres", "inbox,testing", "sqlite,postgres"];
    let library = library.into_iter().chain(["drift", "drift,sqlite"]);
    let command_line = ["", "codegen", "completions", "conform", "inbox", "postgres", "sandbox", "schemas", "sqlite"];
    let command_line = command_line.into_iter().chain(["codegen,schemas", "schemas,sqlite"]);
    let sets = [("cronofy-hooks-types", "")].into_iter().chain(library.map(|set| ("cronofy-hooks", set)));
    for (name, features) in sets.chain(command_line.map(|set| ("cronofy-hooks-cli", set))) {
        let package = ["clippy", "--quiet", "--package", name, "--no-default-features", "--features"];
        run_command(&mut cargo(&[&package[..], &[features, "--", "-D", "warnings"]].concat()))?;
    }
    Ok(())
}
