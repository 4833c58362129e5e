//! Opens the console in the user's browser.

use std::io;
use std::process::{Command, Stdio};

use crate::Io;

/// Opens the console at an address, or says how to.
pub(super) fn open_console(url: &str, io: &mut Io<'_>) -> io::Result<()> {
    match open(&format!("{url}/")) {
        Ok(()) => Ok(()),
        Err(error) => io.line(format_args!("no browser can be opened: {error}; open {url}/")),
    }
}

/// Opens a URL with the program that the system has for it, and does not wait for it.
fn open(url: &str) -> io::Result<()> {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(before).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut opener = command.spawn()?;
    // An opener that nothing waits for stays a zombie when it ends.
    std::thread::spawn(move || opener.wait());
    Ok(())
}
