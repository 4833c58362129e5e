//! Calls a server: `call SIDE CALL COUNT URL`. What valgrind runs.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [side, call, count, url] = &arguments[..] else {
        return Err("usage: call SIDE CALL COUNT URL".into());
    };
    let side: cronofy_hooks_benches::client::ApiSide = side.parse()?;
    // One thread: what is counted does not depend on scheduling.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(side.call(call.parse()?, count.parse()?, url)).map(drop)
}
