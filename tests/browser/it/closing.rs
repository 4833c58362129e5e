//! What is left of a browser when a test fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use cronofy_hooks_browser::Browser;
use tokio::sync::oneshot;
use tokio::task::yield_now;

/// Ends a test that hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// The processes that run, each with its parent and its arguments.
fn processes() -> BTreeMap<u32, (u32, String)> {
    let mut processes = BTreeMap::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // It may have ended meanwhile.
        let text = |file| fs::read(entry.path().join(file)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let (Ok(arguments), Ok(status)) = (text("cmdline"), text("stat")) else { continue };
        // `id (name) state parent`; the name may have any characters in it.
        let mut fields = status.rsplit(')').next().unwrap_or_default().split_whitespace();
        let (state, parent) = (fields.next(), fields.next().and_then(|parent| parent.parse().ok()));
        if let (Some(state), Some(parent)) = (state, parent)
            && state != "Z"
        {
            processes.insert(id, (parent, arguments));
        }
    }
    processes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_that_fails_leaves_no_browser() {
    let (send, profile) = oneshot::channel();
    let (found, go_on) = oneshot::channel::<()>();
    let failing = tokio::spawn(async {
        let browser = Browser::start("http://127.0.0.1:9").await;
        send.send(browser.profile().to_owned()).unwrap();
        go_on.await.unwrap();
        panic!("this test fails before it closes its browser");
    });
    let profile: PathBuf = profile.await.unwrap();
    let argument = format!("--user-data-dir={}", profile.display());
    let running = processes();
    let (browser, (driver, _)) = running.iter().find(|(_, (_, arguments))| arguments.contains(&argument)).unwrap();
    let children = running.iter().filter(|(_, (parent, _))| parent == browser).map(|(id, _)| *id);
    let started: Vec<_> = children.chain([*browser, *driver]).collect();
    assert!(started.len() > 3, "the browser has processes of its own: {started:?}");
    found.send(()).unwrap();
    assert!(failing.await.unwrap_err().is_panic());

    let begun = Instant::now();
    loop {
        let left = processes();
        let left: Vec<_> = started.iter().filter_map(|id| Some((id, left.get(id)?))).collect();
        if left.is_empty() {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "these still run: {left:?}");
        yield_now().await;
    }
    assert!(!profile.exists(), "{}", profile.display());
}
