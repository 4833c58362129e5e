//! Keeps pages of the web from using the sandbox through a browser on this machine.
//!
//! Any page can make a browser send requests to a program on this machine, under a name of its own that resolves to
//! this machine. So the sandbox answers only to names of this machine. The browser also sends `Origin` or
//! `Sec-Fetch-Site`, which a page cannot set. Other programs send neither.

use std::net::{Ipv4Addr, Ipv6Addr};

use http::HeaderMap;
use http::header::{HeaderName, HeaderValue, ORIGIN};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a page of this sandbox, or its user, made the request; `None` without these headers.
pub(crate) fn from_here(headers: &HeaderMap, host: &str) -> Option<bool> {
    let origin = headers.get(ORIGIN).map(HeaderValue::as_bytes);
    let ours = |origin: &[u8]| origin == format!("http://{host}").as_bytes();
    match headers.get(FETCH_SITE).map(HeaderValue::as_bytes) {
        // A page without a referrer has the origin `null`.
        Some(b"same-origin" | b"none") => Some(origin.is_none_or(|origin| origin == b"null" || ours(origin))),
        Some(_) => Some(false),
        None => origin.map(ours),
    }
}

/// Whether this `Host`, with or without a port, is a name of this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        // Colons between brackets belong to an IPv6 address.
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let is_port = |port: &str| port.parse::<u16>().is_ok() && port.bytes().all(|byte| byte.is_ascii_digit());
    port.is_none_or(is_port) && is_of_this_machine(name)
}

/// Every address that a sandbox can listen on.
fn is_of_this_machine(name: &str) -> bool {
    match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback()),
        None => name == "localhost" || name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine() {
        let here = [
            "127.0.0.1",
            "127.0.0.1:4040",
            "127.0.0.2:4040",
            "127.255.255.254",
            "localhost",
            "localhost:80",
            "[::1]:4040",
            "[::1]",
        ];
        for host in here {
            assert!(is_loopback(host), "{host}");
        }
        let elsewhere = [
            "",
            "example.com",
            "127.0.0.1.example.com",
            "localhost.example.com:80",
            "127.0.0.1:",
            "127.0.0.1:+80",
            "127.0.0.1:65536",
            "128.0.0.1:4040",
            "10.0.0.1",
            "127.1",
            "[127.0.0.1]",
            "[::2]:4040",
            "[::1]x",
            "[::1",
            "::1",
        ];
        for host in elsewhere {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
