//! The words of a command for a POSIX shell, with the quotes that browsers write: `'…'`, `"…"` and `$'…'`.

/// The commands of a pipe, each with its words; `None` if a quote does not end. A word that the shell would compute
/// stays as it is written.
pub(super) fn pipeline(text: &str) -> Option<Vec<Vec<String>>> {
    let mut commands = vec![Vec::new()];
    let mut word: Option<String> = None;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\'' => word.get_or_insert_default().push_str(&until(&mut chars, '\'', |_, _| None)?),
            '"' => word.get_or_insert_default().push_str(&until(&mut chars, '"', in_double_quotes)?),
            '$' if chars.peek() == Some(&'\'') => {
                chars.next();
                word.get_or_insert_default().push_str(&until(&mut chars, '\'', in_ansi_quotes)?);
            }
            '\\' => match chars.next() {
                // The line goes on.
                Some('\n') => {}
                Some('\r') => drop(chars.next_if_eq(&'\n')),
                escaped => word.get_or_insert_default().extend(escaped),
            },
            char if char.is_ascii_whitespace() => commands.last_mut()?.extend(word.take()),
            '|' => {
                commands.last_mut()?.extend(word.take());
                commands.push(Vec::new());
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    commands.last_mut()?.extend(word);
    Some(commands)
}

type Chars<'t> = std::iter::Peekable<std::str::Chars<'t>>;

/// The text up to a quotation mark. `escape` reads what follows a backslash; `None` keeps the backslash.
fn until(chars: &mut Chars<'_>, end: char, escape: fn(&mut Chars<'_>, char) -> Option<String>) -> Option<String> {
    let mut text = String::new();
    loop {
        match chars.next()? {
            char if char == end => return Some(text),
            '\\' => match chars.peek().copied().and_then(|next| escape(chars, next)) {
                Some(escaped) => text.push_str(&escaped),
                None => text.push('\\'),
            },
            other => text.push(other),
        }
    }
}

fn in_double_quotes(chars: &mut Chars<'_>, next: char) -> Option<String> {
    if !"\"\\$`\n".contains(next) {
        return None;
    }
    chars.next();
    Some(if next == '\n' { String::new() } else { next.to_string() })
}

fn in_ansi_quotes(chars: &mut Chars<'_>, next: char) -> Option<String> {
    chars.next();
    let simple = match next {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'x' => return code(chars, 2),
        'u' => return code(chars, 4),
        'U' => return code(chars, 8),
        other => other,
    };
    Some(simple.to_string())
}

/// A character by its number. A character beyond the first 65536 may be written as two.
fn code(chars: &mut Chars<'_>, most: usize) -> Option<String> {
    let first = number(chars, most);
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first).map(String::from);
    }
    let mut ahead = chars.clone();
    let second = (ahead.next() == Some('\\') && ahead.next() == Some('u')).then(|| number(&mut ahead, 4))?;
    let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    *chars = ahead;
    String::from_utf16(&units).ok()
}

fn number(chars: &mut Chars<'_>, most: usize) -> u32 {
    let digits = std::iter::from_fn(|| chars.next_if(char::is_ascii_hexdigit)).take(most);
    digits.fold(0, |number, digit| number << 4 | digit.to_digit(16).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::pipeline;

    #[test]
    fn words_are_read_as_a_shell_reads_them() {
        for (text, expected) in [
            ("curl -d '{\"a\": 1}'  http://x", &[&["curl", "-d", "{\"a\": 1}", "http://x"][..]][..]),
            ("curl \\\n  -H \"A: \\\"b\\\" \\d\" ''", &[&["curl", "-H", "A: \"b\" \\d", ""]]),
            ("printf %s 'it'\\''s' |\n  curl -d@-", &[&["printf", "%s", "it's"], &["curl", "-d@-"]]),
            (r"$'\u00e9\n\'\x41\ud83d\ude00\\'", &[&["é\n'A😀\\"]]),
            ("a\"b\"'c'd", &[&["abcd"]]),
        ] {
            assert_eq!(
                pipeline(text).as_deref(),
                Some(
                    &*expected
                        .iter()
                        .map(|it| it.iter().map(|it| (*it).to_owned()).collect())
                        .collect::<Vec<Vec<String>>>()
                ),
                "{text}"
            );
        }
        for open in ["curl 'a", "curl \"a", "curl $'a\\'"] {
            assert_eq!(pipeline(open), None, "{open}");
        }
    }
}
