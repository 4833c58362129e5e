//! What `curl -v` prints: sent headers after `> `, received ones after `< `, and no body that it sends.

use super::curl_command;
use super::http_text::{HeadLines, is_request_line, split_line};
use crate::captured_request::{CaptureFormat, CapturedRequest};

const NO_BODY: &str = "`curl -v` does not print the body that it sends: give the body in a file of its own, or the command \
                       with its `--data`";

/// Reads each request of the output; `None` if it has none.
pub(super) fn read(text: &[u8]) -> Option<Vec<CapturedRequest>> {
    let (mut heads, mut before, mut rest) = (Vec::new(), Vec::new(), Some(text));
    let mut is_in_head = false;
    while let Some((line, after)) = rest.map(split_line) {
        rest = after;
        match line.strip_prefix(b">").map(|line| line.strip_prefix(b" ").unwrap_or(line)) {
            Some(request_line)
                if is_request_line(request_line) && request_line.windows(6).any(|it| it == b" HTTP/") =>
            {
                heads.push(HeadLines::default());
                is_in_head = true;
                heads.last_mut()?.line(request_line)?;
            }
            Some(b"") => is_in_head = false,
            Some(header) if is_in_head => heads.last_mut()?.line(header)?,
            _ if heads.is_empty() => before.extend_from_slice(&[line, b"\n"].concat()),
            _ => {}
        }
    }
    let body = of_command(&before);
    let requests = heads.into_iter().map(|head| {
        let body = body.clone().ok_or_else(|| NO_BODY.to_owned());
        CapturedRequest::new(CaptureFormat::CurlOutput, head.finish(), body)
    });
    Some(requests.collect()).filter(|requests: &Vec<_>| !requests.is_empty())
}

/// The body of the command above the output, if the command was saved as well.
fn of_command(before: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(before).ok()?;
    // What curl says while it connects follows the command.
    let command = text.split("\n* ").next()?;
    curl_command::read(command)?.ok()?.body.ok()
}

#[cfg(test)]
mod tests {
    use super::read;

    const OUTPUT: &str = "*   Trying 127.0.0.1:3000...\n* Connected to 127.0.0.1 (127.0.0.1) port 3000\n\
                          > POST /cronofy HTTP/1.1\r\n> Host: 127.0.0.1:3000\r\n> Cronofy-HMAC-SHA256: a\r\n> Content-Length: 2\r\n> \r\n\
                          * upload completely sent off: 2 bytes\n< HTTP/1.1 204 No Content\r\n< Cronofy-HMAC-SHA256: other\r\n< \r\n\
                          * Connection #0 to host 127.0.0.1 left intact\n";

    #[test]
    fn the_sent_headers_are_read_and_the_body_is_that_of_the_command() {
        let requests = read(OUTPUT.as_bytes()).expect("it has a request");
        assert_eq!((requests.len(), &requests[0].head.signatures), (1, &vec![b"a".to_vec()]));
        assert!(requests[0].body().is_err_and(|why| why.contains("does not print the body")));

        let with_command = format!("$ curl -v http://127.0.0.1:3000/cronofy \\\n  -d '{{}}'\n{OUTPUT}");
        let requests = read(with_command.as_bytes()).expect("it has a request");
        assert_eq!(requests[0].body(), Ok(&b"{}"[..]));
        assert!(read(b"> quoted text\n").is_none());
    }
}
