//! Words, and text from elsewhere on a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A number of jobs in words.
pub(crate) fn jobs(count: u64) -> String {
    counted(count, "job", "jobs")
}

/// A number of things in words.
pub(crate) fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// `a, b or c`.
pub(crate) fn one_of(words: &[&str]) -> String {
    match words {
        [several @ .., last] if !several.is_empty() => format!("{} or {last}", several.join(", ")),
        words => words.concat(),
    }
}

/// Text from elsewhere on one line: nothing in it commands the terminal.
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

/// The same on as many lines as it has.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = String> {
    text.trim_end().lines().map(|line| {
        let indent = line.len() - line.trim_start_matches(' ').len();
        format!("{}{}", &line[..indent], one_line(line))
    })
}

/// JSON in which what a terminal obeys, and JSON lets stand in a string, is escaped as JSON would.
pub(crate) fn escaped(json: &str) -> Cow<'_, str> {
    if !json.contains(is_command) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len());
    for char in json.chars() {
        if is_command(char) {
            // Writing to a string cannot fail; none of them needs more than four digits.
            let _ = write!(text, "\\u{:04x}", u32::from(char));
        } else {
            text.push(char);
        }
    }
    Cow::Owned(text)
}

/// Whether a terminal would do something else than show it: control characters, and those that turn
/// the direction of writing.
fn is_command(char: char) -> bool {
    char.is_control() || matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{lines, one_line, one_of};

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

    #[test]
    fn words_are_listed() {
        assert_eq!(
            [one_of(&[]), one_of(&["a"]), one_of(&["a", "b"]), one_of(&["a", "b", "c"])],
            ["", "a", "a or b", "a, b or c"]
        );
    }
}
