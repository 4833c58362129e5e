//! The URL of a receiver.

use http::Uri;

/// Accepts URLs of plain HTTP only: the command line sends to this machine or one near it.
pub(crate) fn plain_http(text: &str) -> Result<String, &'static str> {
    let url = text.parse::<Uri>().ok().filter(|url| url.host().is_some_and(|host| !host.is_empty()));
    match url.as_ref().and_then(Uri::scheme_str) {
        Some("http") => Ok(text.to_owned()),
        Some("https") => {
            Err("only plain HTTP is supported; write http:// and the port that your application listens on")
        }
        _ => Err("not a URL; write one such as http://127.0.0.1:3000/cronofy"),
    }
}

#[cfg(test)]
mod tests {
    use super::plain_http;

    #[test]
    fn only_urls_of_plain_http_are_accepted() {
        for url in ["http://127.0.0.1:3000/cronofy", "http://localhost", "http://[::1]:3000/a?b=c"] {
            assert_eq!(plain_http(url).as_deref(), Ok(url));
        }
        for (url, cure) in [
            ("https://127.0.0.1:3000/cronofy", "http:// and the port"),
            ("127.0.0.1:3000", "such as"),
            ("localhost:3000/cronofy", "such as"),
            ("/cronofy", "such as"),
            ("ftp://localhost", "such as"),
            ("http://", "such as"),
            ("http://:3000/", "such as"),
            ("", "such as"),
        ] {
            assert!(plain_http(url).is_err_and(|error| error.contains(cure)), "{url}");
        }
    }
}
