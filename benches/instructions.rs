//! Counts the user-space instructions of a request, for each side and body, with valgrind.
//!
//! A server runs twice with different numbers of requests; the difference of the totals, divided by
//! the difference of the numbers, is what one request costs. So its start and end do not count.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, ExitCode, Stdio};

use cronofy_hooks_benches::{AppSide, BODIES, SampleBody};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Numbers of requests of the two runs. The first is enough to warm the connection, the allocator
/// and the runtime.
const RUNS: [u32; 2] = [100, 600];

const NOTES: &str = "\
valgrind has no SHA extensions, so SHA-256 is counted in software on all sides but `bare`: the real
processor needs fewer instructions for it, and the ratio there is a little further from 1.
`by-hand` has no span, deadline, content type check or panic guard; `ours` has them, without a subscriber.
`in process` calls the same router without hyper and a socket, and includes making the request.
";

fn main() -> ExitCode {
    match run() {
        Ok((report, within)) => {
            let _ = std::io::stdout().write_all(report.as_bytes());
            ExitCode::from(u8::from(!within))
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The report, and whether every ratio is within the limit.
fn run() -> Result<(String, bool)> {
    let limit = limit()?;
    let mut report = String::new();
    let mut within = true;
    for (title, count) in [("over HTTP", over_http as Count), ("in process", in_process)] {
        writeln!(report, "\ninstructions per request, {title}\n")?;
        writeln!(report, "{:<30}{:<13}{:>12}{:>8}", "body", "side", "instructions", "ratio")?;
        for body in BODIES {
            let mut baseline = None;
            for side in AppSide::ALL {
                let cost = per_request(|requests| count(side, body, requests))?;
                let name = format!("{} {} B", body.name, body.json.len());
                write!(report, "{name:<30}{side:<13}{cost:>12.0}")?;
                if side == AppSide::ByHand {
                    baseline = Some(cost);
                }
                match baseline.map(|baseline| cost / baseline) {
                    Some(ratio) => writeln!(report, "{ratio:>8.3}")?,
                    None => writeln!(report)?,
                }
                if let (AppSide::Ours, Some(limit), Some(baseline)) = (side, limit, baseline) {
                    within &= title != "over HTTP" || cost / baseline <= limit;
                }
            }
        }
    }
    writeln!(report, "\n{NOTES}")?;
    if let Some(limit) = limit {
        let verdict = if within { "within" } else { "above" };
        writeln!(report, "The ratio of `ours` over HTTP is {verdict} {limit:.2}.")?;
    }
    Ok((report, within))
}

/// `--check 1.00`: the largest ratio of `ours` that passes.
fn limit() -> Result<Option<f64>> {
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

type Count = fn(AppSide, SampleBody, u32) -> Result<u64>;

fn per_request(count: impl Fn(u32) -> Result<u64>) -> Result<f64> {
    let [few, many] = RUNS;
    let difference = count(many)?.checked_sub(count(few)?).ok_or("more requests took fewer instructions")?;
    Ok(difference as f64 / f64::from(many - few))
}

/// All instructions of a server that answers so many requests on one connection.
fn over_http(side: AppSide, body: SampleBody, requests: u32) -> Result<u64> {
    let mut server = start(&[side.as_str()])?;
    let mut address = String::new();
    if let Some(output) = server.stdout.take() {
        BufReader::new(output).read_line(&mut address)?;
    }
    if address.is_empty() {
        return total(server);
    }
    let mut connection = TcpStream::connect(address.trim())?;
    connection.set_nodelay(true)?;
    let request = body.wire()?;
    for _ in 0..requests {
        // Head and body in one packet, as they arrive from a client on the other side of a proxy.
        connection.write_all(request.as_bytes())?;
        expect_no_content(&mut connection)?;
    }
    drop(connection);
    total(server)
}

/// Reads one answer. A 204 has no body, so it ends with its head.
fn expect_no_content(connection: &mut TcpStream) -> Result<()> {
    let mut answer = Vec::new();
    let mut buffer = [0; 1024];
    while !answer.ends_with(b"\r\n\r\n") {
        let len = connection.read(&mut buffer)?;
        if len == 0 {
            return Err("the server closed the connection".into());
        }
        answer.extend_from_slice(&buffer[..len]);
    }
    if answer.starts_with(b"HTTP/1.1 204 ") {
        return Ok(());
    }
    Err(format!("the server answered {}", String::from_utf8_lossy(&answer)).into())
}

/// All instructions of so many calls of a router.
fn in_process(side: AppSide, body: SampleBody, calls: u32) -> Result<u64> {
    total(start(&[side.as_str(), body.name, &calls.to_string()])?)
}

fn start(arguments: &[&str]) -> Result<Child> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    valgrind.arg(env!("CARGO_BIN_EXE_serve")).args(arguments);
    valgrind.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    valgrind.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => "valgrind is not installed; install it: apt-get install valgrind".into(),
        _ => format!("valgrind did not start: {error}").into(),
    })
}

/// Ends a server and reads what valgrind counted.
fn total(mut server: Child) -> Result<u64> {
    // The end of its input ends a server that serves.
    drop(server.stdin.take());
    let output = server.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    match collected {
        Some((_, count)) if output.status.success() => Ok(count.trim().parse()?),
        _ => Err(format!("valgrind ended with {}:\n{said}", output.status).into()),
    }
}
