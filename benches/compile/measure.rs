//! CPU time of a build.

use std::error::Error;
use std::fmt;
use std::path::Path;
use std::process::Command;

use super::project::Project;

/// A way to build.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Build {
    /// The application alone, its dependencies being there.
    Leaf,
    /// `cargo check` of the same.
    Check,
    /// After an edit of one handler.
    Incremental,
}

impl Build {
    pub(crate) const ALL: [Self; 3] = [Self::Check, Self::Leaf, Self::Incremental];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Leaf => "build",
            Self::Check => "check",
            Self::Incremental => "incremental build",
        }
    }

    /// User and system seconds of everything that cargo starts.
    pub(crate) fn cpu(self, project: &Project) -> Result<f64, Box<dyn Error>> {
        let (command, incremental) = match self {
            Self::Leaf => ("build", "0"),
            Self::Check => ("check", "0"),
            Self::Incremental => ("build", "1"),
        };
        cpu(command, incremental, project.folder(), &project.target_of(self))
    }
}

/// User and system seconds of everything that a command of cargo starts in a folder.
pub(crate) fn cpu(command: &str, incremental: &str, folder: &Path, target: &Path) -> Result<f64, Box<dyn Error>> {
    // The shell's own clock is the one that counts children on every Linux and macOS.
    let script = r#"TIMEFORMAT="%U %S"; time "$CARGO" "$0" --quiet --offline --target-dir "$1""#;
    let output = Command::new("bash")
        .args(["-c", script, command])
        .arg(target)
        .env("CARGO", env!("CARGO"))
        .env("CARGO_INCREMENTAL", incremental)
        .env_remove("RUSTFLAGS")
        .current_dir(folder)
        .output()?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{} does not build:\n{stderr}", folder.display()).into());
    }
    let last = stderr.lines().last().unwrap_or_default();
    let seconds: Result<Vec<f64>, _> = last.split_whitespace().map(str::parse).collect();
    Ok(seconds.map_err(|_| format!("no times in {last:?}"))?.iter().sum())
}

/// The same figure in several rounds. Printed as the median, the lowest and the highest.
pub(crate) struct Spread(Vec<f64>);

impl Spread {
    pub(crate) fn of(figures: impl IntoIterator<Item = f64>) -> Self {
        let mut figures: Vec<f64> = figures.into_iter().collect();
        figures.sort_by(f64::total_cmp);
        Self(figures)
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [lowest, .., highest] = self.0[..] else {
            return f.pad(&self.0.iter().map(|only| format!("{only:.2}")).collect::<String>());
        };
        f.pad(&format!("{:.2} ({lowest:.2} .. {highest:.2})", self.0[self.0.len() / 2]))
    }
}
