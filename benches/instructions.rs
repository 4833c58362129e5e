//! Counts the user-space instructions of a request, for each side and body, with valgrind.
//!
//! A server runs twice with different numbers of requests; the difference of the totals, divided by
//! the difference of the numbers, is what one request costs. So its start and end do not count.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ExitCode};

use cronofy_hooks_benches::{AppSide, BODIES, SampleBody, valgrind};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const NOTES: &str = "\
valgrind has no SHA extensions, so SHA-256 is counted in software on all sides but `bare`: the real
processor needs fewer instructions for it, and the ratio there is a little further from 1.
`by-hand` has no span, deadline, content type check or panic guard; `ours` has them, without a subscriber.
`in process` calls the same router without hyper and a socket, and includes making the request.
";

fn main() -> ExitCode {
    valgrind::print(run())
}

/// The report, and whether every ratio is within the limit.
fn run() -> Result<(String, bool)> {
    let limit = valgrind::limit()?;
    let mut report = String::new();
    let mut within = true;
    for (title, count) in [("over HTTP", over_http as Count), ("in process", in_process)] {
        writeln!(report, "\ninstructions per request, {title}\n")?;
        writeln!(report, "{:<30}{:<13}{:>12}{:>8}", "body", "side", "instructions", "ratio")?;
        for body in BODIES {
            let mut baseline = None;
            for side in AppSide::ALL {
                let cost = valgrind::per_request(|requests| count(side, body, requests))?;
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

type Count = fn(AppSide, SampleBody, u32) -> Result<u64>;

/// All instructions of a server that answers so many requests on one connection.
fn over_http(side: AppSide, body: SampleBody, requests: u32) -> Result<u64> {
    let mut server = start(&[side.as_str()])?;
    let mut address = String::new();
    if let Some(output) = server.stdout.take() {
        BufReader::new(output).read_line(&mut address)?;
    }
    if address.is_empty() {
        return valgrind::total(server);
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
    valgrind::total(server)
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
    valgrind::total(start(&[side.as_str(), body.name, &calls.to_string()])?)
}

fn start(arguments: &[&str]) -> Result<Child> {
    valgrind::start(env!("CARGO_BIN_EXE_serve"), arguments)
}
