//! chromedriver, as a child process on a free port.

use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::ChildStdout;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(60);
/// What chromedriver says when another program has the port.
const TAKEN: &str = "port not available";

/// The process, and the browser that it starts. Both end when this is dropped.
#[derive(Debug)]
pub(crate) struct Chromedriver {
    supervisor: Child,
    pub(crate) port: u16,
}

impl Chromedriver {
    /// Starts one.
    ///
    /// # Panics
    /// When it does not start, with what it said.
    pub(crate) async fn start() -> Self {
        // It takes a free port of IPv6 and then wants the same one of IPv4. A connection of another test may have that,
        // or have had it until a moment ago.
        for _ in 0..20 {
            match Self::start_on(0).await {
                Ok(started) => return started,
                Err(said) if said.contains(TAKEN) => {}
                Err(said) => panic!(
                    "`chromedriver` does not start; if it is not installed, on Debian, apt-get install chromium \
                     chromium-driver: {said}"
                ),
            }
        }
        panic!("`chromedriver` finds no port that is free for IPv4 and IPv6: close some connections of this machine");
    }

    /// Starts one on a port, or on any with 0. The error is what it said.
    async fn start_on(port: u16) -> Result<Self, String> {
        let mut command = Command::new("sh");
        command.args(["-c", include_str!("chromedriver.sh"), "supervisor", "chromedriver", &format!("--port={port}")]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // No proxy between the driver and the browser.
        for variable in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(variable);
        }
        let supervisor = command.process_group(0).spawn().expect("a shell can be started");
        let mut started = Self { supervisor, port: 0 };
        let output = ChildStdout::from_std(started.supervisor.stdout.take().unwrap()).unwrap();
        let mut lines = BufReader::new(output).split(b'\n');
        let answer = timeout(PATIENCE, async {
            let mut said = String::new();
            while let Some(line) = lines.next_segment().await.unwrap() {
                let line = String::from_utf8_lossy(&line);
                // "ChromeDriver was started successfully on port 12345."
                let port = line.rsplit_once("successfully on port ").map(|(_, port)| port.trim_end_matches('.'));
                if let Some(port) = port.and_then(|port| port.parse().ok()) {
                    return Ok(port);
                }
                said = format!("{said}\n{line}");
            }
            Err(said)
        });
        started.port = answer.await.expect("chromedriver starts within a minute")?;
        // Read its further output, so that it does not block.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_segment().await {} });
        Ok(started)
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        // Ignore errors: nothing can be done about them here.
        let _ = self.supervisor.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn it_says_that_a_port_is_taken() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let said = Chromedriver::start_on(taken.local_addr().unwrap().port()).await.unwrap_err();
        assert!(said.contains(TAKEN), "{said}");
    }
}
