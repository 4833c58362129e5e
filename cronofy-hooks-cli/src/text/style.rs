//! [`TextStyle`]: colours and links, on a terminal only.

use std::fmt::Display;
use std::io::IsTerminal;

/// What a text says about its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Good,
    Bad,
    Warning,
    Quiet,
    Strong,
}

impl Tone {
    /// The parameter of the sequence that selects it.
    const fn code(self) -> &'static str {
        match self {
            Self::Good => "32",
            Self::Bad => "31",
            Self::Warning => "33",
            Self::Quiet => "2",
            Self::Strong => "1",
        }
    }
}

/// Whether a stream shows colours and links.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextStyle {
    pub(crate) is_on: bool,
}

impl TextStyle {
    /// The style of a stream: on for a terminal, unless the user asks for no colours (<https://no-color.org>).
    pub(crate) fn of(stream: &impl IsTerminal) -> Self {
        let variable = |name| std::env::var_os(name).unwrap_or_default();
        let is_capable = variable("TERM") != "dumb" && (cfg!(unix) || !variable("WT_SESSION").is_empty());
        Self { is_on: stream.is_terminal() && is_capable && variable("NO_COLOR").is_empty() }
    }

    pub(crate) fn paint(self, tone: Tone, text: impl Display) -> String {
        if self.is_on { format!("\x1b[{}m{text}\x1b[0m", tone.code()) } else { text.to_string() }
    }

    /// A text that opens a URL.
    pub(crate) fn link(self, url: impl Display) -> String {
        if self.is_on { format!("\x1b]8;;{url}\x1b\\{url}\x1b]8;;\x1b\\") } else { url.to_string() }
    }
}
