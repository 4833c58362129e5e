//! [`File`]: a file of the repository, and what of it is code.

use std::fs;

use crate::workspace::{files, root};

/// A text file that rules are about: Rust, Markdown, or a manifest.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// Below the root, with `/`.
    pub(super) path: String,
    pub(super) text: String,
}

/// Every file that a rule is about.
pub(super) fn read_all() -> Vec<File> {
    let is_read = |path: &String| [".rs", ".md", ".toml"].iter().any(|ending| path.ends_with(ending));
    let read = |path: String| Some(File { text: fs::read_to_string(root().join(&path)).ok()?, path });
    files().into_iter().filter(is_read).filter_map(read).collect()
}

impl File {
    #[cfg(test)]
    pub(super) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    pub(super) fn is_generated(&self) -> bool {
        self.text.starts_with("// @generated")
    }

    /// Whether it is the input or the record of a test, and need not be as other sources are.
    pub(super) fn is_fixture(&self) -> bool {
        self.is_ui_case() || self.path.contains("/fixtures/") || self.path.contains("/golden/")
    }

    /// A program that the tests of the compiler's messages compile.
    pub(super) fn is_ui_case(&self) -> bool {
        self.path.starts_with("tests/ui/") && (self.path.contains("/fail/") || self.path.contains("/pass/"))
    }

    /// Rust that people write, and that is no fixture.
    pub(super) fn is_hand_written(&self) -> bool {
        self.is_rust() && !self.is_generated() && !self.is_fixture()
    }

    /// Whether it is compiled for tests alone.
    pub(super) fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    /// The name without folders.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The text with blanks in place of comments, and of what is between quotes.
    pub(super) fn code(&self) -> String {
        code(&self.text)
    }
}

fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let in_a_word = before.is_alphanumeric() || before == '_';
        let (len, is_code) = match first {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            '/' if rest.starts_with("/*") => (block_comment(rest), false),
            'r' | 'b' | 'c' if !in_a_word && prefixed(rest).is_some() => (prefixed(rest).unwrap_or(1), false),
            '"' => (quoted(rest, '"'), false),
            '\'' if is_character(rest) => (quoted(rest, '\''), false),
            _ => (first.len_utf8(), true),
        };
        let (part, after) = rest.split_at(len);
        if is_code {
            code.push_str(part);
        } else {
            code.extend(part.chars().map(|character| if character == '\n' { '\n' } else { ' ' }));
        }
        before = part.chars().next_back().unwrap_or(' ');
        rest = after;
    }
    code
}

/// The length of a comment, with the comments in it.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        if text[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if text[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of a literal with a prefix: `r"…"`, `br#"…"#`, `b'…'`, `c"…"`.
fn prefixed(text: &str) -> Option<usize> {
    let prefix = text.find(|character| !matches!(character, 'r' | 'b' | 'c'))?;
    let after = &text[prefix..];
    let hashes = after.len() - after.trim_start_matches('#').len();
    if text[..prefix].contains('r') && after[hashes..].starts_with('"') {
        let end = format!("\"{}", "#".repeat(hashes));
        let body = prefix + hashes + 1;
        return Some(text[body..].find(&end).map_or(text.len(), |at| body + at + end.len()));
    }
    let quote = after.chars().next().filter(|quote| prefix <= 1 && matches!(quote, '"' | '\''))?;
    Some(prefix + quoted(after, quote))
}

/// The length of a literal without a prefix, with its quotes.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if character == '\\' {
            escaped = true;
        } else if character == quote {
            return at + 1;
        }
    }
    text.len()
}

/// A character in quotes, rather than a lifetime.
fn is_character(text: &str) -> bool {
    let mut characters = text.chars().skip(1);
    match characters.next() {
        Some('\\') => true,
        Some(_) => characters.next() == Some('\''),
        None => false,
    }
}

/// The words of code that stand outside of all braces, brackets and parentheses, a list for each line.
pub(super) fn outer_lines(code: &str) -> Vec<Vec<&str>> {
    let mut depth = 0_usize;
    let mut lines = Vec::new();
    for line in code.lines() {
        let outer = depth == 0;
        let item = without_visibility(line);
        let end = item.find(['{', '(', '[', '=', ';']).unwrap_or(item.len());
        let words =
            item[..end].split(|character: char| !character.is_alphanumeric() && !matches!(character, '_' | '!'));
        lines.push(if outer { words.filter(|word| !word.is_empty()).collect() } else { Vec::new() });
        for character in line.chars() {
            match character {
                '{' | '(' | '[' => depth += 1,
                '}' | ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    lines
}

/// An item without `pub` and its restriction.
fn without_visibility(line: &str) -> &str {
    match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(')').map_or(rest, |(_, item)| item),
        Some(rest) if rest.starts_with(' ') => rest,
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::{File, code, outer_lines};

    #[test]
    fn comments_and_quotes_are_no_code() {
        let cases = [
            ("a // b\nc", "a     \nc"),
            ("a /* b /* c */ d */ e", "a                   e"),
            (r#"f("a\"b", 'c')"#, "f(      ,    )"),
            (r##"r#"a"b"# + br"c""##, "         +      "),
            ("fn a<'b>(c: &'b str)", "fn a<'b>(c: &'b str)"),
            ("bar\"a\"", "bar   "),
            ("let b = b'\\''; x", "let b =      ; x"),
            ("\"a\nb\" c", "  \n   c"),
        ];
        for (text, expected) in cases {
            assert_eq!(code(text), expected, "{text}");
        }
    }

    #[test]
    fn only_what_is_outside_of_all_braces_is_outer() {
        let text = "pub(crate) struct A {\n    b: C,\n}\nfn d() {\n    struct E;\n}\nconst F: G = {\n};\n";
        let lines = outer_lines(text);
        assert_eq!(lines[0], ["struct", "A"]);
        assert_eq!(lines[1], Vec::<&str>::new());
        assert_eq!(lines[3], ["fn", "d"]);
        assert_eq!(lines[4], Vec::<&str>::new());
        assert_eq!(lines[6], ["const", "F", "G"]);
    }

    #[test]
    fn a_case_of_a_test_is_no_source() {
        assert!(File::new("tests/ui/list/fail/twice.rs", "").is_fixture());
        assert!(!File::new("tests/ui/it/main.rs", "").is_fixture());
        assert!(!File::new("a/src/generated.rs", "// @generated by b\n").is_hand_written());
        assert!(File::new("a/src/b.rs", "//! B.\n").is_hand_written());
    }
}
