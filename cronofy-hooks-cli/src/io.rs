//! [`Io`]: the streams and the clock of a command.

use std::fmt;
use std::fs;
use std::io::{self, BufWriter, IsTerminal as _, Read, Write};
use std::path::Path;

use jiff::Timestamp;

use crate::text::{escaped, redact};
use crate::{CommandError, Exit};

/// The streams and the clock of a command.
///
/// ```
/// use cronofy_hooks_cli::Io;
///
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let io = Io::new(&mut out, &mut err).width(80);
/// ```
#[must_use = "give it to a command"]
pub struct Io<'io> {
    out: Box<dyn Write + Send + 'io>,
    err: Box<dyn Write + Send + 'io>,
    input: Box<dyn Read + Send + 'io>,
    now: Timestamp,
    width: Option<usize>,
    live: bool,
    /// Whether the last line of standard error shows progress.
    in_progress: bool,
}

impl Io<'static> {
    /// The standard streams, the system's clock, and the width of the terminal if there is one.
    pub fn standard() -> Self {
        let width = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        let io = Self::new(BufWriter::new(io::stdout()), io::stderr());
        Self { width, input: Box::new(io::stdin()), live: io::stderr().is_terminal(), ..io }
    }
}

impl<'io> Io<'io> {
    /// Writes output to `out` and messages to `err`.
    pub fn new(out: impl Write + Send + 'io, err: impl Write + Send + 'io) -> Self {
        Self {
            out: Box::new(out),
            err: Box::new(err),
            input: Box::new(io::empty()),
            now: Timestamp::now(),
            width: None,
            live: false,
            in_progress: false,
        }
    }

    /// What commands read as standard input; empty unless set.
    pub fn input(mut self, input: impl Read + Send + 'io) -> Self {
        self.input = Box::new(input);
        self
    }

    /// The current time, from which ages count; the system's clock unless set.
    pub fn now(mut self, now: Timestamp) -> Self {
        self.now = now;
        self
    }

    /// The width of the output, which tables keep to; as wide as their content unless set.
    pub fn width(mut self, columns: usize) -> Self {
        self.width = Some(columns);
        self
    }

    /// Standard error is a terminal: slow commands show their progress there.
    pub fn live(mut self) -> Self {
        self.live = true;
        self
    }

    pub(crate) fn time(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn columns(&self) -> Option<usize> {
        self.width
    }

    /// Reads a file; `-` stands for standard input.
    pub(crate) fn read_file(&mut self, path: &Path) -> Result<Vec<u8>, CommandError> {
        if path != Path::new("-") {
            return fs::read(path).map_err(|error| CommandError::file(path, "read", &error));
        }
        let mut all = Vec::new();
        let read = self.input.read_to_end(&mut all);
        read.map_err(|error| CommandError::failed(format_args!("standard input cannot be read: {error}")))?;
        Ok(all)
    }

    pub(crate) fn line(&mut self, line: impl fmt::Display) -> io::Result<()> {
        writeln!(self.out, "{line}")
    }

    /// Output without a line break.
    pub(crate) fn text(&mut self, text: impl fmt::Display) -> io::Result<()> {
        write!(self.out, "{text}")
    }

    pub(crate) fn json(&mut self, object: &impl serde::Serialize) -> io::Result<()> {
        let json = serde_json::to_string(object)?;
        self.line(escaped(&json))
    }

    /// Passes on the output so far; for commands that run for long.
    #[cfg(feature = "sandbox")]
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// A message on standard error.
    pub(crate) fn say(&mut self, sentence: impl fmt::Display) {
        // Ignore errors of writing to standard error.
        let _ = writeln!(self.err, "{}", redact(&sentence.to_string()));
    }

    /// Shows the progress of a slow command on a terminal, in place of the previous progress.
    pub(crate) fn progress(&mut self, text: impl fmt::Display) {
        if self.live {
            let _ = write!(self.err, "\r{text}\x1b[K").and_then(|()| self.err.flush());
            self.in_progress = true;
        }
    }

    /// Removes the progress from the terminal.
    pub(crate) fn end_progress(&mut self) {
        if std::mem::take(&mut self.in_progress) {
            let _ = write!(self.err, "\r\x1b[K").and_then(|()| self.err.flush());
        }
    }

    /// An error: what is wrong, then what to do.
    pub(crate) fn error(&mut self, error: impl fmt::Display) {
        self.say(format_args!("error: {error}"));
    }

    /// Flushes the output. Returns the exit code of the command, which fails if its output cannot be written.
    pub(crate) fn finish(&mut self, written: io::Result<Exit>) -> Exit {
        let finished = written.and_then(|exit| self.out.flush().map(|()| exit));
        finished.unwrap_or_else(|error| match error.kind() {
            // The reader has read enough.
            io::ErrorKind::BrokenPipe => Exit::Done,
            _ => {
                self.error(format_args!("the output cannot be written: {error}; write it elsewhere"));
                Exit::Failed
            }
        })
    }
}

impl fmt::Debug for Io<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Io").field("now", &self.now).field("width", &self.width).finish_non_exhaustive()
    }
}
