//! Text from elsewhere on a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Text from elsewhere on one line: the terminal executes nothing in it.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for char in text.trim().chars() {
        match char {
            '\n' | '\r' | '\t' => line.push(' '),
            char if is_command(char) => line.extend(char.escape_unicode()),
            char => line.push(char),
        }
    }
    line
}

/// The lines of a text from elsewhere: the terminal executes nothing in them.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = String> {
    text.trim_end().lines().map(|line| {
        let indent = line.len() - line.trim_start_matches(' ').len();
        format!("{}{}", &line[..indent], one_line(line))
    })
}

/// Escapes the characters of a JSON text that JSON allows in a string but that a terminal executes.
pub(crate) fn escaped(json: &str) -> Cow<'_, str> {
    if !json.contains(is_command) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len());
    for char in json.chars() {
        if is_command(char) {
            // Writing to a string cannot fail. Each of these characters fits four digits.
            let _ = write!(text, "\\u{:04x}", u32::from(char));
        } else {
            text.push(char);
        }
    }
    Cow::Owned(text)
}

/// Whether a terminal executes the character instead of showing it: control characters, and those that
/// change the direction of the text.
fn is_command(char: char) -> bool {
    char.is_control() || matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{lines, one_line};

    #[test]
    fn text_from_elsewhere_does_not_command_the_terminal() {
        for (text, expected) in [
            ("connection refused", "connection refused"),
            ("größer 大", "größer 大"),
            ("a\nb\tc\r\n", "a b c"),
            ("\u{1b}[2J\u{7f}\u{9b}1m", "\\u{1b}[2J\\u{7f}\\u{9b}1m"),
            ("\u{202e}txt.exe", "\\u{202e}txt.exe"),
        ] {
            assert_eq!(one_line(text), expected);
        }
        assert_eq!(lines("a\n  b\u{7}\n").collect::<Vec<_>>(), ["a", "  b\\u{7}"]);
    }
}
