//! [`Tool`]: the programs that tests need besides Rust, and how to install them.

use std::path::PathBuf;

use crate::command::{Outcome, command, run, step, succeeds};

/// What a test needs on the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    /// Server and client programs: the tests start private servers.
    Postgres,
    /// Records the system calls of a receiver.
    Strace,
    /// Counts instructions.
    Valgrind,
    /// Shows the console.
    Chromium,
    /// Installs and runs the service's client for Python.
    Python,
    /// Installs and runs the service's client for Node.js.
    Node,
}

impl Tool {
    pub(crate) const ALL: [Self; 6] =
        [Self::Postgres, Self::Strace, Self::Valgrind, Self::Chromium, Self::Python, Self::Node];

    fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Strace => "strace",
            Self::Valgrind => "valgrind",
            Self::Chromium => "Chromium with its driver",
            Self::Python => "Python with venv",
            Self::Node => "Node.js with npm",
        }
    }

    /// As Debian names them.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgresql"],
            Self::Strace => &["strace"],
            Self::Valgrind => &["valgrind"],
            Self::Chromium => &["chromium", "chromium-driver"],
            Self::Python => &["python3-venv"],
            Self::Node => &["nodejs", "npm"],
        }
    }

    fn is_installed(self) -> bool {
        match self {
            Self::Postgres => postgres_folders().iter().any(|folder| folder.join("initdb").is_file()),
            Self::Strace => succeeds("strace", &["--version"]),
            Self::Valgrind => succeeds("valgrind", &["--version"]),
            Self::Chromium => succeeds("chromedriver", &["--version"]),
            // `venv` is there without what makes one.
            Self::Python => succeeds("python3", &["-c", "import venv, ensurepip"]),
            Self::Node => succeeds("node", &["--version"]) && succeeds("npm", &["--version"]),
        }
    }
}

/// Where the tests look for the server: on the path, and where Debian puts it.
fn postgres_folders() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    std::env::split_paths(&path).chain(debian.map(|version| version.path().join("bin"))).collect()
}

/// Installs what is missing of the tools, or reports what to install.
///
/// # Errors
/// When something is missing and this program may not install it.
pub(crate) fn install(tools: &[Tool]) -> Outcome {
    let missing: Vec<Tool> = tools.iter().copied().filter(|tool| !tool.is_installed()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    step(&format!("install {}", names(&missing)));
    let Some(apt_get) = apt_get() else {
        return Err(cure(&missing));
    };
    let packages: Vec<&str> = missing.iter().flat_map(|tool| tool.packages()).copied().collect();
    let with = |arguments: &[&str]| {
        let words = [&apt_get[1..], arguments].concat();
        let mut command = command(apt_get[0], &words);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut command)
    };
    with(&["update", "-qq"])?;
    let mut arguments = vec!["install", "--yes", "-qq", "--no-install-recommends"];
    arguments.extend(packages);
    with(&arguments)?;
    let missing: Vec<Tool> = missing.into_iter().filter(|tool| !tool.is_installed()).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("after the installation: {}", cure(&missing))) }
}

/// `apt-get` as root, where this machine has it and allows it without a password.
fn apt_get() -> Option<Vec<&'static str>> {
    if !succeeds("apt-get", &["--version"]) {
        None
    } else if succeeds("sh", &["-c", "test \"$(id -u)\" = 0"]) {
        Some(vec!["apt-get"])
    } else {
        succeeds("sudo", &["-n", "true"]).then(|| vec!["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"])
    }
}

fn names(tools: &[Tool]) -> String {
    tools.iter().map(|tool| tool.name()).collect::<Vec<_>>().join(", ")
}

fn cure(missing: &[Tool]) -> String {
    let packages: Vec<&str> = missing.iter().flat_map(|tool| tool.packages()).copied().collect();
    format!("{} not installed; on Debian: apt-get install {}", names(missing), packages.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{Tool, cure};

    #[test]
    fn what_is_missing_is_named_with_its_packages() {
        let cure = cure(&[Tool::Postgres, Tool::Node]);
        assert_eq!(
            cure,
            "PostgreSQL, Node.js with npm not installed; on Debian: apt-get install postgresql nodejs npm"
        );
    }
}
