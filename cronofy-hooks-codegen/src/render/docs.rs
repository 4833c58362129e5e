//! Descriptions as doc comments.

use proc_macro2::TokenStream;
use quote::quote;

/// How long a line of documentation may be.
const WIDTH: usize = 88;

/// Doc attributes of a description, with the page that it comes from.
pub(crate) fn docs(description: Option<&str>, otherwise: &str, page: Option<&str>) -> TokenStream {
    let lines = lines(description, otherwise, page);
    quote!(#(#[doc = #lines])*)
}

fn lines(description: Option<&str>, otherwise: &str, page: Option<&str>) -> Vec<String> {
    let mut lines = match description {
        Some(text) => wrap(&escape(text)),
        None => vec![otherwise.to_owned()],
    };
    if let Some(page) = page {
        lines.push(String::new());
        lines.push(format!("Documentation: <{page}>"));
    }
    lines.into_iter().map(|line| if line.is_empty() { line } else { format!(" {line}") }).collect()
}

/// Makes rustdoc show the text as it was written: only code spans keep their meaning.
pub(crate) fn escape(text: &str) -> String {
    let has_code = text.matches('`').count() % 2 == 0;
    let mut escaped = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            escaped.push_str(if has_code { "`" } else { "\\`" });
        }
        if has_code && index % 2 == 1 {
            escaped.push_str(part);
        } else {
            part.split_inclusive(char::is_whitespace).for_each(|word| escape_word(word, &mut escaped));
        }
    }
    escaped
}

fn escape_word(word: &str, escaped: &mut String) {
    let url = word.trim_end().trim_end_matches(['.', ',', ';', ')']);
    if url.starts_with("https://") || url.starts_with("http://") {
        escaped.push_str(&format!("<{url}>{}", &word[url.len()..]));
        return;
    }
    for c in word.chars() {
        if matches!(c, '[' | ']' | '<' | '>' | '*' | '\\' | '&') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
}

/// Breaks lines between words; empty lines stay, because they separate paragraphs.
fn wrap(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rustdoc_would_read_is_escaped() {
        assert_eq!(escape("a list [of] <T> & more"), r"a list \[of\] \<T\> \& more");
        assert_eq!(escape("`Vec<T>` is *code*"), r"`Vec<T>` is \*code\*");
        assert_eq!(escape("one ` alone"), r"one \` alone");
        assert_eq!(escape("see https://example.com/a_b."), "see <https://example.com/a_b>.");
    }

    #[test]
    fn lines_break_between_words() {
        let text = "word ".repeat(40);
        assert!(wrap(&text).iter().all(|line| line.len() <= WIDTH && line.starts_with("word")));
        assert_eq!(wrap("a\n\nb"), ["a", "", "b"]);
    }
}
