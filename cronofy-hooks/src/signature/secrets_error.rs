//! [`SecretsError`]: why client secrets were refused.

use std::fmt;

/// Bounds the work per delivery, which grows with every secret.
pub(super) const MAX_SECRETS: usize = 8;

/// Why [`Secrets`](crate::Secrets) could not be made. Holds no part of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretsError(pub(super) Refused);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    None,
    TooMany,
    Odd(usize, Odd),
    NotSet,
    NotUnicode,
    Variable(String, Box<Refused>),
}

/// A character that no secret has, but a careless copy of one has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Odd {
    Empty,
    WhiteSpace,
    Quoted,
    /// The first invisible character.
    Invisible(char),
}

impl Odd {
    pub(super) fn of(secret: &str) -> Option<Self> {
        if secret.chars().all(|char| char.is_whitespace() || is_quote(char) || is_invisible(char)) {
            Some(Self::Empty)
        } else if let Some(char) = secret.chars().find(|char| is_invisible(*char)) {
            Some(Self::Invisible(char))
        } else if secret.trim() != secret {
            Some(Self::WhiteSpace)
        } else if secret.starts_with(is_quote) || secret.ends_with(is_quote) {
            Some(Self::Quoted)
        } else {
            None
        }
    }
}

/// The quotation marks of keyboards, and those that editors replace them with.
fn is_quote(char: char) -> bool {
    matches!(char, '"' | '\'' | '`' | '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '‛' | '«' | '»')
}

/// A byte order mark, a soft hyphen, and the marks of width 0: they join, separate or turn words.
fn is_invisible(char: char) -> bool {
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
        self.0.fmt(f)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("no client secret was given; give at least one"),
            Self::TooMany => {
                write!(f, "more than {MAX_SECRETS} client secrets were given; give only those that are active")
            }
            Self::Odd(index, odd) => {
                write!(f, "client secret number {} ", index + 1)?;
                match odd {
                    Odd::Empty => f.write_str("is empty; give the secret or leave the entry out"),
                    Odd::WhiteSpace => f.write_str("begins or ends with white space; remove it"),
                    Odd::Quoted => f.write_str("begins or ends with a quotation mark; write it without the marks"),
                    Odd::Invisible('\u{feff}') => f.write_str(
                        "holds a byte order mark, which is invisible; save the text without it, or type the secret anew",
                    ),
                    Odd::Invisible(char) => write!(
                        f,
                        "holds an invisible character (U+{:04X}); copy the secret without it, or type it anew",
                        u32::from(*char)
                    ),
                }
            }
            Self::NotSet => f.write_str("is not set; set it to the client secret of your application"),
            Self::NotUnicode => f.write_str("is not valid Unicode; set it to the client secret of your application"),
            Self::Variable(name, refused) if matches!(**refused, Self::NotSet | Self::NotUnicode) => {
                write!(f, "the environment variable {name} {refused}")
            }
            Self::Variable(name, refused) => write!(f, "in the environment variable {name}: {refused}"),
        }
    }
}

impl std::error::Error for SecretsError {}
