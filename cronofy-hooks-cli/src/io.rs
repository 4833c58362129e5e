//! [`Io`]: the streams and the clock of a command.

use std::fmt;
use std::fs;
use std::io::{self, BufWriter, IsTerminal as _, Read, Write};
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::text::{TextStyle, TextTable, Tone, escaped, redact};
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
    /// The system's clock unless set.
    now: Option<Timestamp>,
    width: Option<usize>,
    live: bool,
    style: TextStyle,
    error_style: TextStyle,
    /// How a shell runs this program again.
    program: String,
    /// Whether messages are JSON as well.
    json: bool,
    /// Whether a person sits at the terminal of both input and output.
    is_interactive: bool,
    /// `\r\n` while the terminal is in raw mode.
    line_break: &'static str,
    /// The status of a live list, if the last line of standard output shows it.
    status: Option<String>,
    /// How many rows of the terminal the last block took.
    block_rows: usize,
    /// Whether the last line of standard error shows progress.
    in_progress: bool,
}

impl Io<'static> {
    /// The standard streams and the system's clock. On a terminal it has its width, colours and links, without the
    /// latter two if the variable NO_COLOR is set.
    pub fn standard() -> Self {
        let width = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        let io = Self::new(BufWriter::new(io::stdout()), io::stderr());
        Self {
            width: width.filter(|width| *width > 0),
            input: Box::new(io::stdin()),
            live: io::stderr().is_terminal(),
            style: TextStyle::of(&io::stdout()),
            error_style: TextStyle::of(&io::stderr()),
            is_interactive: io::stdin().is_terminal() && io::stdout().is_terminal(),
            ..io
        }
    }
}

impl<'io> Io<'io> {
    /// Writes output to `out` and messages to `err`.
    pub fn new(out: impl Write + Send + 'io, err: impl Write + Send + 'io) -> Self {
        Self {
            out: Box::new(out),
            err: Box::new(err),
            input: Box::new(io::empty()),
            now: None,
            width: None,
            live: false,
            style: TextStyle::default(),
            error_style: TextStyle::default(),
            program: crate::program::NAME.to_owned(),
            json: false,
            is_interactive: false,
            line_break: "\n",
            status: None,
            block_rows: 0,
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
        self.now = Some(now);
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

    /// Both streams show colours and links.
    pub fn coloured(mut self) -> Self {
        (self.style, self.error_style) = (TextStyle { is_on: true }, TextStyle { is_on: true });
        self
    }

    pub(crate) fn set_program(&mut self, program: String) {
        self.program = program;
    }

    /// How a shell runs this program again, from any folder.
    pub(crate) fn program(&self) -> &str {
        &self.program
    }

    /// Makes messages and errors JSON, as the command's output is.
    pub(crate) fn set_json(&mut self, json: bool) {
        self.json = json;
    }

    pub(crate) const fn style(&self) -> TextStyle {
        self.style
    }

    pub(crate) const fn is_interactive(&self) -> bool {
        self.is_interactive
    }

    /// Adapts line breaks to a terminal in raw mode.
    pub(crate) fn set_raw(&mut self, is_raw: bool) {
        self.line_break = if is_raw { "\r\n" } else { "\n" };
    }

    pub(crate) fn time(&self) -> Timestamp {
        self.now.unwrap_or_else(Timestamp::now)
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
        self.clear_status()?;
        write!(self.out, "{line}{}", self.line_break)
    }

    /// Shows a line below all others, in place of the previous one: no longer than the terminal is wide.
    pub(crate) fn status(&mut self, status: &str) -> io::Result<()> {
        if self.status.as_deref() == Some(status) {
            return Ok(());
        }
        self.clear_status()?;
        let width = self.width.unwrap_or(80).saturating_sub(1);
        let shown: String = status.chars().take(width).collect();
        write!(self.out, "{}", self.style.paint(Tone::Quiet, shown))?;
        self.status = Some(status.to_owned());
        self.out.flush()
    }

    /// Removes the line of [`status`](Self::status).
    pub(crate) fn clear_status(&mut self) -> io::Result<()> {
        if self.status.take().is_none() {
            return Ok(());
        }
        write!(self.out, "\r\x1b[2K")?;
        // A message on standard error may come next.
        self.out.flush()
    }

    /// Lines that may be shown [again](Self::block_again).
    pub(crate) fn block(&mut self, lines: &[String]) -> io::Result<()> {
        self.block_rows = lines.iter().map(|line| self.rows(line)).sum();
        lines.iter().try_for_each(|line| self.line(line))
    }

    /// On a terminal replaces the previous block; elsewhere an empty line sets it apart, unless it is JSON.
    pub(crate) fn block_again(&mut self, lines: &[String]) -> io::Result<()> {
        if self.style.is_on {
            let rows = self.block_rows;
            self.text(format_args!("\x1b[{rows}A\x1b[J"))?;
        } else if !self.json {
            self.line("")?;
        }
        self.block(lines)
    }

    /// How many rows of the terminal a line takes.
    fn rows(&self, line: &str) -> usize {
        self.width.map_or(1, |width| line.chars().count().div_ceil(width).max(1))
    }

    /// A table within the width of the output.
    pub(crate) fn table<const N: usize>(&mut self, table: &TextTable<N>) -> io::Result<()> {
        let text = table.within(self.width);
        let (header, rows) = text.split_once('\n').unwrap_or((&text, ""));
        self.line(self.style.paint(Tone::Strong, header))?;
        self.text(rows)
    }

    /// Output without a line break. Not for use while [`status`](Self::status) is shown or the terminal is raw.
    pub(crate) fn text(&mut self, text: impl fmt::Display) -> io::Result<()> {
        write!(self.out, "{text}")
    }

    pub(crate) fn json(&mut self, object: &impl serde::Serialize) -> io::Result<()> {
        let json = serde_json::to_string(object)?;
        self.line(escaped(&json))
    }

    /// Passes on the output so far; for commands that run for long.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// A message on standard error.
    pub(crate) fn say(&mut self, sentence: impl fmt::Display) {
        let sentence = sentence.to_string();
        let sentence = redact(&sentence);
        if self.json { self.say_json(&json!({ "message": sentence })) } else { self.say_line(sentence) }
    }

    fn say_json(&mut self, object: &Value) {
        self.say_line(escaped(&object.to_string()));
    }

    fn say_line(&mut self, line: impl fmt::Display) {
        // Ignore errors of writing to standard error.
        let _ = write!(self.err, "{line}{}", self.line_break);
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
    pub(crate) fn error(&mut self, exit: Exit, error: impl fmt::Display) {
        let error = error.to_string();
        let error = redact(&error);
        if self.json {
            self.say_json(&json!({ "error": error, "exit": exit.code() }));
        } else {
            self.say_line(format_args!("{} {error}", self.error_style.paint(Tone::Bad, "error:")));
        }
    }

    /// Flushes the output. Returns the exit code of the command, which fails if its output cannot be written.
    pub(crate) fn finish(&mut self, written: io::Result<Exit>) -> Exit {
        let finished = written.and_then(|exit| self.out.flush().map(|()| exit));
        finished.unwrap_or_else(|error| match error.kind() {
            // The reader has read enough.
            io::ErrorKind::BrokenPipe => Exit::Done,
            _ => {
                self.error(Exit::Failed, format_args!("the output cannot be written: {error}; write it elsewhere"));
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
