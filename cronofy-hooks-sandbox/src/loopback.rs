//! Names of this machine: what listens here answers to no other, so that no page of the web can have a
//! browser ask under a name of its own that points here.

/// Whether this `Host`, with or without a port, is a name of this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let names = ["127.0.0.1", "localhost", "[::1]"];
    let rest = names.iter().find_map(|name| host.strip_prefix(name));
    rest.is_some_and(|rest| match rest.strip_prefix(':') {
        Some(port) => port.parse::<u16>().is_ok() && port.bytes().all(|byte| byte.is_ascii_digit()),
        None => rest.is_empty(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine() {
        for host in ["127.0.0.1", "127.0.0.1:4040", "localhost:80", "[::1]:4040", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in
            ["", "example.com", "127.0.0.1.example.com", "localhost.example.com:80", "127.0.0.1:", "127.0.0.1:+80"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
