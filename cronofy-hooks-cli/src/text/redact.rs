//! [`redact`]: keeps passwords off the terminal and out of logs.

use std::borrow::Cow;

use cronofy_hooks::__private::without_user;

const HIDDEN: &str = "***";

pub(crate) fn redact(text: &str) -> Cow<'_, str> {
    if !text.contains('@') && !text.contains("password=") {
        return Cow::Borrowed(text);
    }
    let mut redacted = String::with_capacity(text.len());
    for word in text.split_inclusive(|char: char| char.is_whitespace()) {
        redacted.push_str(&without_parameter(&without_userinfo(word)));
    }
    Cow::Owned(redacted)
}

/// Hides everything up to the last `@`: a password that is not percent-encoded may hold any character. The name of the
/// user stays, because it is one of a database; in a URL of HTTP it may be a token.
fn without_userinfo(word: &str) -> Cow<'_, str> {
    let Some((before, _)) = word.split_once("://") else { return without_password(word) };
    if before.ends_with("http") || before.ends_with("https") {
        return without_user(word);
    }
    let hidden = || {
        let begin = before.len() + "://".len();
        let (begin, end) = (begin + word[begin..].find(':')?, word.rfind('@')?);
        (begin < end).then(|| format!("{}:{HIDDEN}{}", &word[..begin], &word[end..]))
    };
    hidden().map_or(Cow::Borrowed(word), Cow::Owned)
}

/// Hides the password of `user:password@host`, a URL whose scheme was left out.
fn without_password(word: &str) -> Cow<'_, str> {
    let hidden = || {
        let (before, _) = word.rsplit_once('@')?;
        let (user, _) = before.split_once(':')?;
        let name = user.trim_start_matches(|char: char| !char.is_ascii_alphanumeric());
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%+".contains(&byte));
        (is_name && name != "mailto").then(|| format!("{user}:{HIDDEN}{}", &word[before.len()..]))
    };
    hidden().map_or(Cow::Borrowed(word), Cow::Owned)
}

/// Hides the value of `?password=…`, which drivers accept as well.
fn without_parameter(word: &str) -> Cow<'_, str> {
    let hidden = || {
        let begin = word.find("password=")? + "password=".len();
        let rest = &word[begin..];
        let end = rest.find(|char: char| "&'\"`".contains(char) || char.is_whitespace()).unwrap_or(rest.len());
        Some(format!("{}{HIDDEN}{}", &word[..begin], &rest[end..]))
    };
    hidden().map_or(Cow::Borrowed(word), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn passwords_of_urls_are_hidden() {
        for (text, expected) in [
            ("nothing to hide: here", "nothing to hide: here"),
            ("sqlite:inbox.sqlite", "sqlite:inbox.sqlite"),
            ("postgres://app@host:5432/db", "postgres://app@host:5432/db"),
            ("postgres://app:pass@host:5432/db", "postgres://app:***@host:5432/db"),
            ("`postgres://app:p@ss:w/o#rd@host/db` fails", "`postgres://app:***@host/db` fails"),
            ("postgres://:pass@host/db", "postgres://:***@host/db"),
            ("postgres://host/db?user=app&password=pass&x=1", "postgres://host/db?user=app&password=***&x=1"),
            ("see postgres://host/db?password=pass\nthen", "see postgres://host/db?password=***\nthen"),
            ("'postgres://a:b@c/d?password=e'", "'postgres://a:***@c/d?password=***'"),
            ("invalid value 'http://app:pass@host:80/' for", "invalid value 'http://host:80/' for"),
            ("'app:pass@host:80/'", "'app:***@host:80/'"),
            ("ada@example.com: mailto:ada@example.com", "ada@example.com: mailto:ada@example.com"),
            ("{\"email\":\"ada@example.com\"}", "{\"email\":\"ada@example.com\"}"),
            ("https://token@host/?password=pass", "https://host/?password=***"),
            ("http://host:80/?email=a@example.com", "http://host:80/?email=a@example.com"),
        ] {
            assert_eq!(redact(text), expected);
        }
    }
}
