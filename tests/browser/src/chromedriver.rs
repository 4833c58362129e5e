//! chromedriver, as a child process on a free port.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(60);
const MISSING: &str = "the browser tests need Chromium and its driver, and `chromedriver` is not installed: on Debian, apt-get install chromium chromium-driver";

/// The process. It ends when this is dropped, and its browser with it.
#[derive(Debug)]
pub(crate) struct Chromedriver {
    _child: Child,
    pub(crate) port: u16,
}

impl Chromedriver {
    pub(crate) async fn start() -> Self {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        // No proxy between the driver and the browser.
        for variable in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(variable);
        }
        let mut child = command.kill_on_drop(true).spawn().unwrap_or_else(|error| panic!("{MISSING} ({error})"));
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = timeout(PATIENCE, async {
            while let Some(line) = lines.next_line().await.unwrap() {
                // "ChromeDriver was started successfully on port 12345."
                let port = line.rsplit_once("successfully on port ").map(|(_, port)| port.trim_end_matches('.'));
                if let Some(port) = port.and_then(|port| port.parse().ok()) {
                    return port;
                }
            }
            panic!("chromedriver ended before it printed its port")
        });
        let port = port.await.expect("chromedriver starts within a minute");
        // Read its further output, so that it does not block.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { _child: child, port }
    }
}
