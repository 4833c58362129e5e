//! [`SecretsError`]: why client secrets were refused.

use std::fmt;

/// Bounds the work per delivery, which grows with every secret.
pub(super) const MAX_SECRETS: usize = 8;

/// Why [`Secrets`](crate::Secrets) could not be made: what is wrong, then what to do. Holds no part of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretsError(pub(super) String);

/// What is wrong with a secret that has characters which no secret has, but a careless copy of one.
pub(super) fn odd(secret: &str) -> Option<String> {
    let is_blank = |char: char| char.is_whitespace() || is_quote(char) || is_invisible(char);
    Some(match secret.chars().find(|char| is_invisible(*char)) {
        _ if secret.chars().all(is_blank) => "is empty; give the secret or leave the entry out".to_owned(),
        Some('\u{feff}') => {
            "holds a byte order mark, which is invisible; save the text without it, or type the secret anew".to_owned()
        }
        Some(char) => format!(
            "holds an invisible character (U+{:04X}); copy the secret without it, or type it anew",
            u32::from(char)
        ),
        None if secret.trim() != secret => "begins or ends with white space; remove it".to_owned(),
        None if secret.starts_with(is_quote) || secret.ends_with(is_quote) => {
            "begins or ends with a quotation mark; write it without the marks".to_owned()
        }
        None => return None,
    })
}

/// The quotation marks of keyboards, and those that editors replace them with.
#[must_use]
pub fn is_quote(char: char) -> bool {
    matches!(char, '"' | '\'' | '`' | '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '‛' | '«' | '»')
}

/// A byte order mark, a soft hyphen, and the marks of width 0: they join, separate or turn words.
#[must_use]
pub fn is_invisible(char: char) -> bool {
    matches!(
        char,
        '\u{ad}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    )
}

impl fmt::Display for SecretsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SecretsError {}
