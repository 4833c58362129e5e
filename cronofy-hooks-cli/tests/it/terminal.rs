//! What the command line shows on a terminal: colours, links, keys.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use tokio::net::TcpListener;

use crate::program::program;
use crate::support::TempFolder;

/// Long enough for a busy machine.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A command on a terminal of its own.
struct Terminal {
    child: Child,
    keyboard: File,
    output: Receiver<Vec<u8>>,
    seen: String,
    /// How much of it was waited for.
    read: usize,
}

impl Terminal {
    fn start(command: Command, columns: u16) -> Self {
        Self::named("xterm-256color", command, columns)
    }

    /// A terminal that names itself.
    fn named(name: &str, mut command: Command, columns: u16) -> Self {
        command.env("TERM", name);
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("the system has terminals");
        grantpt(&ours).and_then(|()| unlockpt(&ours)).expect("it is ours");
        let path = ptsname(&ours, Vec::new()).expect("it has a name");
        let theirs = open(&path, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).expect("it can be opened");
        let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&theirs, size).expect("a terminal has a size");
        let stream = || OwnedFd::try_clone(&theirs).expect("a descriptor is free");
        command.stdin(stream()).stdout(stream()).stderr(stream());
        let child = command.spawn().expect("the binary is built");
        drop((theirs, command));
        let (sender, output) = channel();
        let mut reader = File::from(ours.try_clone().expect("a descriptor is free"));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // It fails when the program has ended.
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, keyboard: File::from(ours), output, seen: String::new(), read: 0 }
    }

    /// Waits until the output has this text behind that of the last call.
    fn wait_for(&mut self, text: &str) {
        loop {
            if let Some(at) = self.seen[self.read..].find(text) {
                self.read += at + text.len();
                return;
            }
            let bytes = self.output.recv_timeout(TIMEOUT);
            let bytes = bytes.unwrap_or_else(|error| panic!("{error}, no {text:?} in {:?}", self.seen));
            self.seen += &String::from_utf8_lossy(&bytes);
        }
    }

    fn press(&mut self, key: &str) {
        self.keyboard.write_all(key.as_bytes()).expect("the terminal takes keys");
    }

    /// The exit code and the whole output of a program that ends.
    fn end(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().expect("it ends");
        while let Ok(bytes) = self.output.recv_timeout(TIMEOUT) {
            self.seen += &String::from_utf8_lossy(&bytes);
        }
        (status.code(), std::mem::take(&mut self.seen))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended already, unless the test failed.
        let _ = self.child.kill();
    }
}

/// The binary without variables of the surroundings.
fn plain_program(line: &str) -> Command {
    let mut command = program(line);
    command.env_remove("NO_COLOR").env_remove("CRONOFY_CLIENT_SECRET");
    command
}

#[test]
fn colours_and_links_are_for_terminals() {
    let page = "https://docs.cronofy.com/developers/api/push-notifications/";
    for (line, code, coloured) in [
        ("routes change", 0, format!("\x1b]8;;{page}\x1b\\{page}\x1b]8;;\x1b\\")),
        ("--help", 0, "\x1b[1mUsage:\x1b[0m cronofy-hooks".to_owned()),
        ("schemas list", 0, "\x1b[1mNAME".to_owned()),
        ("trigger change --dry-run", 1, "\x1b[31merror:\x1b[0m there is no client secret".to_owned()),
        ("lost", 2, "\x1b[31merror:\x1b[0m unrecognized subcommand".to_owned()),
    ] {
        let (ended, shown) = Terminal::start(plain_program(line), 100).end();
        assert_eq!(ended, Some(code), "{line}: {shown}");
        assert!(shown.contains(&coloured), "{line}: {shown:?}");
        let mut without = plain_program(line);
        without.env("NO_COLOR", "1");
        for terminal in [Terminal::start(without, 100), Terminal::named("dumb", plain_program(line), 100)] {
            let (ended, shown) = terminal.end();
            assert!(ended == Some(code) && !shown.contains('\x1b'), "{line}: {shown:?}");
        }
        let piped = crate::program::run(&mut plain_program(line));
        assert!(piped.code == code && !format!("{}{}", piped.out, piped.err).contains('\x1b'), "{line}: {piped:?}");
    }
}

#[test]
fn the_routes_fit_the_width_of_the_terminal() {
    for columns in [60, 80, 132] {
        let mut command = plain_program("routes");
        command.env("NO_COLOR", "1");
        let (_, shown) = Terminal::start(command, columns).end();
        let words: Vec<_> = shown.split_whitespace().collect();
        assert!(
            shown.lines().all(|line| line.trim_end().chars().count() <= usize::from(columns)),
            "{columns}: {shown}"
        );
        for whole in
            ["profile_missing,", "missing_meeting_url", "no_meeting_authorization", "ConferencingProfileDisconnected"]
        {
            assert!(words.contains(&whole), "{columns} {whole}: {shown}");
        }
        assert!(!shown.contains('…'), "{columns}: {shown}");
    }
}

/// A program named `xdg-open` that writes its argument to a file.
#[cfg(target_os = "linux")]
fn fake_opener(folder: &TempFolder) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt as _;

    let opened = folder.path().join("opened");
    let script =
        folder.file("xdg-open", format!("#!/bin/sh\nprintf %s \"$1\" > {0}.new && mv {0}.new {0}\n", opened.display()));
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    opened
}

/// What the program opened, once it has.
#[cfg(target_os = "linux")]
async fn opened(file: &Path) -> String {
    let waits = async {
        loop {
            if let Ok(url) = std::fs::read_to_string(file) {
                return url;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(TIMEOUT, waits).await.expect("it opens a URL")
}

#[cfg(all(target_os = "linux", feature = "live"))]
#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_at_a_terminal_takes_keys() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let receiver = format!("http://{}/cronofy", listener.local_addr().expect("it listens"));
    let take = post(async || StatusCode::NO_CONTENT);
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/cronofy", take)).await });
    let folder = TempFolder::new();
    let file = fake_opener(&folder);
    let mut command = plain_program("sandbox --port 0 --start 2026-03-02 --clock paused --forward-to");
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap_or_default());
    command.arg(&receiver).env("PATH", path);
    let mut terminal = Terminal::start(command, 120);
    terminal.wait_for("\x1b]8;;http://127.0.0.1:");
    terminal.wait_for("verification");
    terminal.wait_for("clock paused  1 delivery, 0 open");
    terminal.press("r");
    terminal.wait_for("\x1b[32m204 No Content\x1b[0m");
    terminal.wait_for("2 deliveries, 0 open");
    terminal.press("p");
    terminal.wait_for("clock runs");
    terminal.press("p");
    terminal.wait_for("clock paused");
    terminal.press("+");
    terminal.wait_for("nothing is planned");
    terminal.press("o");
    assert!(opened(&file).await.starts_with("http://127.0.0.1:"));
    terminal.press("q");
    let (code, shown) = terminal.end();
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("stopped"), "{shown:?}");
    // Ctrl-C is a key in raw mode.
    let mut terminal = Terminal::start(plain_program("sandbox --port 0"), 120);
    terminal.wait_for("q quit");
    terminal.press("\x03");
    assert_eq!(terminal.end().0, Some(0));
}

#[cfg(all(target_os = "linux", feature = "sandbox"))]
#[tokio::test(flavor = "multi_thread")]
async fn the_console_opens_in_the_browser() {
    let folder = TempFolder::new();
    let file = fake_opener(&folder);
    let mut command = plain_program("sandbox --port 0 --open --json");
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap_or_default());
    command.env("PATH", path).stdout(std::process::Stdio::null());
    let mut child = command.spawn().expect("the binary is built");
    let url = opened(&file).await;
    assert!(url.starts_with("http://127.0.0.1:") && url.ends_with('/'), "{url}");
    child.kill().and_then(|()| child.wait()).expect("it runs");
    // Without a browser it says how to open the console.
    let mut command = plain_program("sandbox --port 0 --open");
    command.env("PATH", "/nowhere");
    let mut terminal = Terminal::start(command, 120);
    terminal.wait_for("no browser can be opened");
    terminal.press("\x03");
    assert_eq!(terminal.end().0, Some(0));
}
