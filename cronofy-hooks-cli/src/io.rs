//! [`Io`]: where output goes, where input comes from, and what time it is.

use std::fmt;
use std::io::{self, BufWriter, IsTerminal as _, Read, Write};

use jiff::Timestamp;

use crate::exit::Exit;
use crate::plain::escaped;
use crate::redact::redact;

/// Where output goes, where input comes from, and what time it is.
///
/// ```
/// use cronofy_hooks_cli::Io;
///
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let io = Io::new(&mut out, &mut err).width(80);
/// ```
pub struct Io<'io> {
    out: Box<dyn Write + Send + 'io>,
    err: Box<dyn Write + Send + 'io>,
    input: Box<dyn Read + Send + 'io>,
    now: Timestamp,
    width: Option<usize>,
    /// Whether progress is shown.
    live: bool,
    /// Whether the last line of standard error is one of progress.
    in_progress: bool,
}

impl Io<'static> {
    /// Standard output and standard error, the system's clock, and the width of the terminal if there
    /// is one.
    #[must_use]
    pub fn standard() -> Self {
        let width = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        let io = Self::new(BufWriter::new(io::stdout()), io::stderr());
        Self { width, input: Box::new(io::stdin()), live: io::stderr().is_terminal(), ..io }
    }
}

impl<'io> Io<'io> {
    /// Writes to these two.
    #[must_use]
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

    /// Where commands read that are told to read standard input; nothing is there unless set.
    #[must_use]
    pub fn input(mut self, input: impl Read + Send + 'io) -> Self {
        self.input = Box::new(input);
        self
    }

    /// What time it is: ages count from it. The system's clock unless set.
    #[must_use]
    pub fn now(mut self, now: Timestamp) -> Self {
        self.now = now;
        self
    }

    /// How wide the lines of a table can be; as wide as what is in it unless set.
    #[must_use]
    pub fn width(mut self, columns: usize) -> Self {
        self.width = Some(columns);
        self
    }

    /// Standard error is a terminal: commands that take long show there how far they are.
    #[must_use]
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

    /// All of the input.
    pub(crate) fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        self.input.read_to_end(&mut all)?;
        Ok(all)
    }

    /// A line of output.
    pub(crate) fn line(&mut self, line: impl fmt::Display) -> io::Result<()> {
        writeln!(self.out, "{line}")
    }

    /// Output as it is.
    pub(crate) fn text(&mut self, text: impl fmt::Display) -> io::Result<()> {
        write!(self.out, "{text}")
    }

    /// A line of output that holds a JSON object.
    pub(crate) fn json(&mut self, object: &impl serde::Serialize) -> io::Result<()> {
        let json = serde_json::to_string(object)?;
        self.line(escaped(&json))
    }

    /// Lets whoever reads see what is written so far: for commands that go on for long.
    #[cfg(feature = "sandbox")]
    pub(crate) fn show(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// A sentence for people, beside the output.
    pub(crate) fn say(&mut self, sentence: impl fmt::Display) {
        // Where nobody listens there is nobody to tell that nobody listens.
        let _ = writeln!(self.err, "{}", redact(&sentence.to_string()));
    }

    /// How far a command is that takes long: the next one takes its place. Only on a terminal.
    pub(crate) fn progress(&mut self, text: impl fmt::Display) {
        if self.live {
            // As with every other sentence.
            let _ = write!(self.err, "\r{text}\x1b[K").and_then(|()| self.err.flush());
            self.in_progress = true;
        }
    }

    /// Removes what [`Io::progress`] shows.
    pub(crate) fn end_progress(&mut self) {
        if std::mem::take(&mut self.in_progress) {
            let _ = write!(self.err, "\r\x1b[K").and_then(|()| self.err.flush());
        }
    }

    /// An error: what is wrong, then what to do.
    pub(crate) fn error(&mut self, error: impl fmt::Display) {
        self.say(format_args!("error: {error}"));
    }

    /// What becomes of a command whose last output is written, or was refused.
    pub(crate) fn finish(&mut self, written: io::Result<Exit>) -> Exit {
        let finished = written.and_then(|exit| self.out.flush().map(|()| exit));
        finished.unwrap_or_else(|error| match error.kind() {
            // Whoever reads has read enough.
            io::ErrorKind::BrokenPipe => Exit::Done,
            _ => {
                self.error(format_args!("the output cannot be written: {error}; write it to somewhere else"));
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
