//! [`TracedCall`]: a system call, as strace prints it.

use std::collections::HashMap;

/// A system call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TracedCall {
    pub(super) name: String,
    /// What the file descriptor stands for: a path, or a socket.
    pub(super) file: String,
    /// What is written.
    pub(super) data: Vec<u8>,
    /// The line at which it began. What is on a later line happened later.
    pub(super) began: usize,
    /// The line at which it had returned; `None` where it never did, or failed.
    pub(super) returned: Option<usize>,
}

/// Reads what `strace -f -y -xx` wrote.
pub(super) fn parse(text: &str) -> Vec<TracedCall> {
    let mut calls: Vec<TracedCall> = Vec::new();
    let mut unfinished: HashMap<&str, usize> = HashMap::new();
    for (number, line) in text.lines().enumerate() {
        let Some((process, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if rest.starts_with("<... ") {
            if let Some(call) = unfinished.remove(process) {
                calls[call].returned = succeeded(rest).then_some(number);
            }
            continue;
        }
        let Some((name, arguments)) = rest.split_once('(') else { continue };
        let Some((_, described)) = arguments.split_once('<') else { continue };
        // The name of a socket has brackets of its own.
        let file =
            described.split_once(">,").or_else(|| described.split_once(">)")).or_else(|| described.split_once("> "));
        let (file, arguments) = file.unwrap_or((described, ""));
        let data = strings(arguments);
        let file = if file.starts_with("\\x") {
            String::from_utf8_lossy(&unescape(file)).into_owned()
        } else {
            file.to_owned()
        };
        let returned = (!rest.ends_with("<unfinished ...>") && succeeded(rest)).then_some(number);
        if rest.ends_with("<unfinished ...>") {
            unfinished.insert(process, calls.len());
        }
        calls.push(TracedCall { name: name.to_owned(), file, data, began: number, returned });
    }
    calls
}

fn succeeded(text: &str) -> bool {
    text.rsplit_once(" = ").is_some_and(|(_, result)| !result.starts_with('-') && !result.starts_with('?'))
}

/// Everything in quotes, one after the other.
fn strings(text: &str) -> Vec<u8> {
    text.split('"').skip(1).step_by(2).flat_map(unescape).collect()
}

/// `\x41\x42`.
fn unescape(text: &str) -> Vec<u8> {
    text.split("\\x").filter_map(|pair| u8::from_str_radix(pair.get(..2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_that_others_interrupt() {
        let text = r#"
7 pwrite64(9</tmp/a-wal>, "\x41\x42", 2, 32) = 2
7 fsync(9</tmp/a-wal> <unfinished ...>
8 writev(12<TCP:[127.0.0.1:1->127.0.0.1:2]>, [{iov_base="\x43", iov_len=1}, {iov_base="\x44", iov_len=1}], 2) = 2
7 <... fsync resumed>)              = 0
7 fsync(9</tmp/a-wal>) = -1 EIO (Input/output error)
8 +++ exited with 0 +++"#;
        let calls = parse(text);
        let parsed: Vec<_> =
            calls.iter().map(|call| (&*call.name, &*call.file, &*call.data, call.began, call.returned)).collect();
        let socket = "TCP:[127.0.0.1:1->127.0.0.1:2]";
        let expected: [(_, _, &[u8], _, _); 4] = [
            ("pwrite64", "/tmp/a-wal", b"AB", 1, Some(1)),
            ("fsync", "/tmp/a-wal", b"", 2, Some(4)),
            ("writev", socket, b"CD", 3, Some(3)),
            ("fsync", "/tmp/a-wal", b"", 5, None),
        ];
        assert_eq!(parsed, expected);
    }
}
