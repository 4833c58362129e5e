//! The URL of a receiver.

use std::net::IpAddr;

use cronofy_hooks::__private::{NAMES_USER, names_user};
use http::Uri;

/// Accepts URLs of plain HTTP only, because the command line sends to this machine or one near it; and none that names a
/// user or a password, which reports and files would show. A port alone, and an address with a port, are URLs: `3000`,
/// `localhost:3000/cronofy`, `[::1]:3000`.
pub(crate) fn plain_http(text: &str) -> Result<String, &'static str> {
    let url = match text {
        port if !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit()) => format!("http://127.0.0.1:{port}"),
        address if !address.contains("://") && names_a_server(address) => format!("http://{address}"),
        _ => text.to_owned(),
    };
    let parsed = url.parse::<Uri>().ok().filter(|url| url.host().is_some_and(|host| !host.is_empty()));
    // A port that is too large is no port for `Uri`, and no error.
    let port = |url: &Uri| {
        let rest = url.authority().and_then(|it| it.as_str().rsplit_once(':')).map(|(_, rest)| rest);
        rest.is_none_or(|rest| rest.ends_with(']') || rest.parse::<u16>().is_ok())
    };
    match parsed.as_ref().filter(|url| port(url)).and_then(Uri::scheme_str) {
        Some("http" | "https") if parsed.as_ref().is_some_and(names_user) => Err(NAMES_USER),
        Some("http") => Ok(url),
        Some("https") => {
            Err("only plain HTTP is supported; write http:// and the port that your application listens on")
        }
        _ => Err("not a URL; write one such as http://127.0.0.1:3000/cronofy"),
    }
}

/// Whether a URL is of this machine: its host is `localhost`, or a loopback address.
pub(crate) fn is_this_machine(url: &str) -> bool {
    let url = url.parse::<Uri>().ok();
    let host = url.as_ref().and_then(Uri::host).unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.to_canonical().is_loopback())
}

/// Whether an address without a scheme is one: `localhost` or a host with a port, not a path or a misspelt URL.
fn names_a_server(address: &str) -> bool {
    let authority = address.split(['/', '?']).next().unwrap_or_default();
    let with_port = |(_, port): (&str, &str)| !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit());
    authority == "localhost" || authority.rsplit_once(':').is_some_and(with_port)
}

#[cfg(test)]
mod tests {
    use super::{is_this_machine, plain_http};

    #[test]
    fn only_urls_of_plain_http_are_accepted() {
        for (text, url) in [
            ("http://127.0.0.1:3000/cronofy", "http://127.0.0.1:3000/cronofy"),
            ("http://localhost", "http://localhost"),
            ("http://[::1]:3000/a?b=c", "http://[::1]:3000/a?b=c"),
            ("3000", "http://127.0.0.1:3000"),
            ("localhost", "http://localhost"),
            ("localhost/cronofy", "http://localhost/cronofy"),
            ("localhost:3000/cronofy", "http://localhost:3000/cronofy"),
            ("127.0.0.1:3000?a=b", "http://127.0.0.1:3000?a=b"),
            ("[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(plain_http(text).as_deref(), Ok(url), "{text}");
        }
        for (url, cure) in [
            ("https://127.0.0.1:3000/cronofy", "http:// and the port"),
            ("127.0.0.1:", "such as"),
            ("99999", "such as"),
            ("localhost:3000x/cronofy", "such as"),
            ("/cronofy", "such as"),
            ("cronofy", "such as"),
            ("http://user:word@127.0.0.1:3000/cronofy", "remove both"),
            ("https://user@example.com", "remove both"),
            ("user:word@localhost:3000", "remove both"),
            ("ftp://localhost", "such as"),
            ("http://", "such as"),
            ("http://:3000/", "such as"),
            (":3000", "such as"),
            ("", "such as"),
        ] {
            assert!(plain_http(url).is_err_and(|error| error.contains(cure)), "{url}");
        }
    }

    #[test]
    fn only_loopback_is_this_machine() {
        for (url, expected) in [
            ("http://127.0.0.1:3000/cronofy", true),
            ("http://127.8.9.1", true),
            ("http://localhost:3000", true),
            ("http://LOCALHOST", true),
            ("http://[::1]:3000", true),
            ("http://[::ffff:127.0.0.1]", true),
            ("http://192.168.0.1", false),
            ("http://0.0.0.0:3000", false),
            ("http://[::]:3000", false),
            ("http://localhost.example.com", false),
            ("http://127.0.0.1@example.com", false),
            ("http://example.com/localhost", false),
            ("", false),
        ] {
            assert_eq!(is_this_machine(url), expected, "{url}");
        }
    }
}
