//! URLs to call. Those that name a user, and perhaps a password, before their host are not called, and shown without
//! both.

use std::borrow::Cow;

use http::Uri;

/// What is wrong with a URL that names a user, and what to do.
pub const NAMES_USER: &str = "the URL names a user or a password before its host, which is not sent: remove both";

/// Whether a URL names a user or a password before its host.
#[must_use]
pub fn names_user(url: &Uri) -> bool {
    url.authority().is_some_and(|authority| authority.as_str().contains('@'))
}

/// A URL as messages show it: without the user and the password. Other texts stay as they are.
#[must_use]
pub fn without_user(url: &str) -> Cow<'_, str> {
    let shown = || {
        let begin = url.find("://")? + "://".len();
        let rest = &url[begin..];
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        // What is no port is the beginning of a password with a character that ends a host.
        let has_port = authority
            .rsplit_once(':')
            .is_none_or(|(_, port)| port.ends_with(']') || port.bytes().all(|it| it.is_ascii_digit()));
        let end = authority.rfind('@').or_else(|| if has_port { None } else { rest.rfind('@') })?;
        Some(format!("{}{}", &url[..begin], &rest[end + 1..]))
    };
    shown().map_or(Cow::Borrowed(url), Cow::Owned)
}

/// Where plain HTTP connects to: the host as the resolver of names takes it, and the port. An address of IPv6 has
/// brackets in a URL, and none elsewhere.
#[must_use]
pub fn address(url: &Uri) -> (&str, u16) {
    let host = url.host().unwrap_or_default();
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    (bare, url.port_u16().unwrap_or(80))
}

/// The names and values in the query of a URL, decoded.
pub(crate) fn query(url: &Uri) -> Vec<(String, String)> {
    form_urlencoded::parse(url.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::{address, names_user, without_user};

    #[test]
    fn users_and_passwords_are_not_shown() {
        for (url, shown) in [
            ("http://user:word@127.0.0.1:3000/a?b=c", "http://127.0.0.1:3000/a?b=c"),
            ("https://token@example.com", "https://example.com"),
            ("http://:word@[::1]:3000/", "http://[::1]:3000/"),
            ("http://a:w@rd@example.com/c@d", "http://example.com/c@d"),
            ("`http://user:word@example.com`", "`http://example.com`"),
            ("http://user:w/o?r#d@example.com/", "http://example.com/"),
        ] {
            assert_eq!(without_user(url), shown);
        }
        for url in ["http://example.com/@user?email=a@example.com", "http://[::1]/a@b", "http://h:80/@", "a@b", ""] {
            assert_eq!(without_user(url), url);
        }
    }

    #[test]
    fn only_what_is_before_the_host_is_a_user() {
        for (url, expected) in [
            ("http://user:word@example.com/", true),
            ("http://user@example.com", true),
            ("http://@example.com", true),
            ("http://example.com/a@b?email=a@example.com", false),
            ("/a@b", false),
        ] {
            assert_eq!(names_user(&url.parse().expect("a URL")), expected, "{url}");
        }
    }

    #[test]
    fn hosts_are_taken_out_of_their_brackets() {
        for (url, expected) in [
            ("http://[::1]:3000/cronofy", ("::1", 3000)),
            ("http://[::1]", ("::1", 80)),
            ("http://127.0.0.1:3000", ("127.0.0.1", 3000)),
            ("http://localhost/", ("localhost", 80)),
            ("http://[fe80::1]:81/?a=b", ("fe80::1", 81)),
        ] {
            assert_eq!(address(&url.parse().expect("it is a URL")), expected, "{url}");
        }
    }
}
