//! Counts the user-space instructions of a call of the API, with cronofy-hooks-client and with reqwest alone, with
//! valgrind. The server runs in this process and does not count.

use std::error::Error;
use std::fmt::Write as _;
use std::process::ExitCode;

use cronofy_hooks_benches::client::{ApiSide, BenchCall, BenchServer};
use cronofy_hooks_benches::valgrind;

fn main() -> ExitCode {
    valgrind::print(run())
}

/// The report, and whether every ratio is within the limit.
fn run() -> Result<(String, bool), Box<dyn Error>> {
    let limit = valgrind::limit()?;
    let server = BenchServer::start()?;
    let mut report = String::from("\ninstructions per call, over loopback\n\n");
    let mut within = true;
    writeln!(report, "{:<30}{:<13}{:>12}{:>8}", "call", "side", "instructions", "ratio")?;
    for call in BenchCall::ALL {
        let mut baseline = None;
        for side in ApiSide::ALL {
            let cost = valgrind::per_request(|count| {
                let arguments = [side.as_str(), call.as_str(), &count.to_string(), &server.url];
                valgrind::total(valgrind::start(env!("CARGO_BIN_EXE_call"), &arguments)?)
            })?;
            let ratio = cost / *baseline.get_or_insert(cost);
            within &= limit.is_none_or(|limit| ratio <= limit);
            writeln!(report, "{:<30}{:<13}{cost:>12.0}{ratio:>8.3}", call.as_str(), side.as_str())?;
        }
    }
    if let Some(limit) = limit {
        let verdict = if within { "within" } else { "above" };
        writeln!(report, "\nThe ratios are {verdict} {limit:.2}.")?;
    }
    Ok((report, within))
}
