//! chromedriver, as a child process on a free port.

use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::ChildStdout;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(60);
const MISSING: &str = "the browser tests need Chromium and its driver, and `chromedriver` does not start: on Debian, apt-get install chromium chromium-driver";

/// The process, and the browser that it starts. Both end when this is dropped.
#[derive(Debug)]
pub(crate) struct Chromedriver {
    supervisor: Child,
    pub(crate) port: u16,
}

impl Chromedriver {
    pub(crate) async fn start() -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", include_str!("chromedriver.sh"), "supervisor", "chromedriver", "--port=0"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // No proxy between the driver and the browser.
        for variable in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(variable);
        }
        let supervisor = command.process_group(0).spawn().expect("a shell can be started");
        let mut started = Self { supervisor, port: 0 };
        let output = ChildStdout::from_std(started.supervisor.stdout.take().unwrap()).unwrap();
        let mut lines = BufReader::new(output).lines();
        let port = timeout(PATIENCE, async {
            while let Some(line) = lines.next_line().await.unwrap() {
                // "ChromeDriver was started successfully on port 12345."
                let port = line.rsplit_once("successfully on port ").map(|(_, port)| port.trim_end_matches('.'));
                if let Some(port) = port.and_then(|port| port.parse().ok()) {
                    return port;
                }
            }
            panic!("{MISSING}")
        });
        started.port = port.await.expect("chromedriver starts within a minute");
        // Read its further output, so that it does not block.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        started
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        // Ignore errors: nothing can be done about them here.
        let _ = self.supervisor.wait();
    }
}
