//! Runs programs, and says which.

use std::ffi::OsStr;
use std::io::Write as _;
use std::process::Command;

use crate::workspace::root;

/// What a step comes to: nothing, or what is wrong and what to do.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// Writes a line where the output of the programs goes as well.
pub(crate) fn print(line: &str) {
    // Without an output there is no one to report to.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

pub(crate) fn step(title: &str) {
    print(&format!("\n== {title}"));
}

/// The cargo that runs this program.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments)
}

/// A command in the root of the workspace.
pub(crate) fn command(program: impl AsRef<OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Runs a program to its end.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| format!("{} does not start: {error}", line(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed: {status}", line(command))) }
}

/// Runs a program to its end, and returns what it printed.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let output = command.output().map_err(|error| format!("{} does not start: {error}", line(command)))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(format!("{} failed: {}\n{}", line(command), output.status, errors.trim_end()))
}

/// Whether a program is there and ends well.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    command(program, arguments).output().is_ok_and(|output| output.status.success())
}

/// The command as it would be typed.
fn line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    format!("`{}`", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{command, output, run};

    #[test]
    fn a_failure_names_the_command() {
        let message = run(&mut command("false", &["--really"])).expect_err("it fails");
        assert!(message.starts_with("`false --really` failed: exit status: 1"), "{message}");
        let message = run(&mut command("no-such-program", &[])).expect_err("it is missing");
        assert!(message.starts_with("`no-such-program` does not start: "), "{message}");
    }

    #[test]
    fn a_failure_quotes_what_the_program_complained_of() {
        let message = output(&mut command("sh", &["-c", "echo much; echo wrong >&2; exit 3"])).expect_err("it fails");
        assert!(message.ends_with("exit status: 3\nwrong"), "{message}");
        assert_eq!(output(&mut command("echo", &["well"])), Ok("well\n".to_owned()));
    }
}
