//! `cronofy-hooks conform` finds nothing wrong with the application.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use cronofy_hooks_cli::Io;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::program::{Program, TestResult};

const SECRETS: &str = "CRN_conform_old\nCRN_conform_new";

/// Answers every request with the number. Returns its URL.
async fn serve_number(number: Arc<AtomicU64>) -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/handled", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let number = number.load(Ordering::Relaxed);
            let _ = stream.read(&mut [0; 1024]).await;
            let _ = stream.write_all(format!("HTTP/1.0 200 OK\r\n\r\n{number}").as_bytes()).await;
        }
    });
    Ok(url)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_passes_every_check() -> TestResult {
    let folder = tempfile::tempdir()?;
    let secrets = folder.path().join("secrets");
    std::fs::write(&secrets, SECRETS)?;
    let inbox = format!("sqlite:{}", folder.path().join("inbox.sqlite").display());
    let mut program = Program::start(&SECRETS.replace('\n', ","), &inbox)?;
    let mut lines = program.lines();
    let first: Value = serde_json::from_str(&lines.next().ok_or("it prints a line")??)?;
    let url = first["listening"].as_str().ok_or("it says where it listens")?.to_owned();
    // Each line is an occurrence that a handler has handled.
    let handled = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&handled);
    thread::spawn(move || {
        for _ in lines.map_while(Result::ok) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });

    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = {
        let (secrets, unknown) = (secrets.display().to_string(), format!("{url}/unknown"));
        let observe = serve_number(handled).await?;
        let known = ["--secret-file", &secrets, "--observe", &observe, "--unknown-user-url", &unknown];
        let args = [&["cronofy-hooks", "conform", &url, "--json"], &known[..]].concat();
        cronofy_hooks_cli::run(args, &mut Io::new(&mut out, &mut err)).await
    };
    let report: Value = serde_json::from_slice(&out).map_err(|_| String::from_utf8_lossy(&err).into_owned())?;
    let checks = report["checks"].as_array().ok_or("there are checks")?;
    let others: Vec<&Value> = checks.iter().filter(|check| check["outcome"] != "passed").collect();
    assert_eq!((exit.code(), others), (0, vec![]));
    assert!(checks.len() > 35, "{} checks", checks.len());
    Ok(())
}
