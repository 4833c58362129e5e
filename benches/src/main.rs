//! Runs one side: `serve SIDE` over HTTP until its input ends, or `serve SIDE BODY COUNT` in process.

use std::error::Error;
use std::io::{Read as _, Write as _};
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use cronofy_hooks::SIGNATURE_HEADER;
use cronofy_hooks_benches::{App, AppSide, PATH, USER_AGENT};
use tokio::net::TcpListener;
use tower_service::Service as _;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // One thread: what is counted does not depend on scheduling.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [side] => runtime.block_on(serve(router(side)?)),
        [side, body, count] => runtime.block_on(call(router(side)?, body, count.parse()?)),
        _ => Err("usage: serve SIDE, or serve SIDE BODY COUNT".into()),
    }
}

fn router(side: &str) -> Result<Router> {
    side.parse::<AppSide>()?.router(Arc::new(App::default()))
}

/// Serves on a free port, which is printed, until standard input ends. So the server never outlives
/// the process that started it.
async fn serve(router: Router) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
    std::thread::spawn(|| {
        let ended = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(i32::from(ended.is_err()));
    });
    Ok(axum::serve(listener, router).await?)
}

/// Calls the router without a socket.
async fn call(mut router: Router, body: &str, count: usize) -> Result<()> {
    let body: cronofy_hooks_benches::SampleBody = body.parse()?;
    let signature = body.signature()?;
    for _ in 0..count {
        let request = Request::post(PATH)
            .header("host", "example.com")
            .header("content-type", "application/json; charset=utf-8")
            .header(SIGNATURE_HEADER, &signature)
            .header("user-agent", USER_AGENT)
            .header("content-length", body.json.len())
            .body(Body::from(body.json))?;
        let status = router.call(request).await?.status();
        if status != StatusCode::NO_CONTENT {
            return Err(format!("answered {status}").into());
        }
    }
    Ok(())
}
