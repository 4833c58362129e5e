//! Counts instructions with valgrind.

use std::error::Error;
use std::io::{ErrorKind, Write as _};
use std::process::{Child, Command, ExitCode, Stdio};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Numbers of requests of the two runs. The first is enough to warm the connection, the allocator
/// and the runtime.
const RUNS: [u32; 2] = [100, 600];

/// What one request costs: the difference of two runs with different numbers of requests, divided by the difference of
/// the numbers, so that start and end do not count.
///
/// # Errors
/// When a run fails.
pub fn per_request(count: impl Fn(u32) -> Result<u64>) -> Result<f64> {
    let [few, many] = RUNS;
    let difference = count(many)?.checked_sub(count(few)?).ok_or("more requests took fewer instructions")?;
    Ok(difference as f64 / f64::from(many - few))
}

/// Starts a program under valgrind.
///
/// # Errors
/// When valgrind is not installed.
pub fn start(program: &str, arguments: &[&str]) -> Result<Child> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program).args(arguments);
    valgrind.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    valgrind.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => "valgrind is not installed; install it: apt-get install valgrind".into(),
        _ => format!("valgrind did not start: {error}").into(),
    })
}

/// Ends a program and reads what valgrind counted.
///
/// # Errors
/// When the program fails.
pub fn total(mut program: Child) -> Result<u64> {
    // The end of its input ends a server that serves.
    drop(program.stdin.take());
    let output = program.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    match collected {
        Some((_, count)) if output.status.success() => Ok(count.trim().parse()?),
        _ => Err(format!("valgrind ended with {}:\n{said}", output.status).into()),
    }
}

/// `--check 1.00`: the largest ratio that passes.
///
/// # Errors
/// When the arguments are others.
pub fn limit() -> Result<Option<f64>> {
    let mut limit = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // From cargo.
            "--bench" => {}
            "--check" => {
                let value = arguments.next().ok_or("`--check` needs a ratio: --check 1.00")?;
                limit = Some(value.parse().map_err(|_| format!("{value:?} is no ratio: --check 1.00"))?);
            }
            other => return Err(format!("unknown argument {other:?}; there is `--check RATIO`").into()),
        }
    }
    Ok(limit)
}

/// Prints a report. The exit code says whether every ratio is within the limit.
pub fn print(report: Result<(String, bool)>) -> ExitCode {
    match report {
        Ok((report, within)) => {
            // Nothing is left to say where it cannot be written.
            let _ = std::io::stdout().write_all(report.as_bytes());
            ExitCode::from(u8::from(!within))
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}
