//! What is kept of an answer, and why there is none.

use std::error::Error;
use std::io;

use http::Response;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use crate::world::model::{AttemptOutcome, HttpMessage};

/// Reads an answer to its end, so that the connection can be reused, and keeps the beginning of its body.
pub(super) async fn read(response: Response<Incoming>) -> Result<(u16, HttpMessage), AttemptOutcome> {
    let (head, mut incoming) = response.into_parts();
    let headers = head.headers.iter();
    let headers =
        headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    let mut answer = HttpMessage { headers: headers.collect(), ..HttpMessage::default() };
    let mut kept = Vec::new();
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|error| failure(&error))?;
        let Some(data) = frame.data_ref() else { continue };
        answer.body_length += data.len() as u64;
        kept.extend_from_slice(&data[..data.len().min(HttpMessage::MOST_KEPT - kept.len())]);
    }
    answer.body = text(&kept);
    Ok((head.status.as_u16(), answer))
}

/// The text of a body that may end within a character.
fn text(bytes: &[u8]) -> String {
    let end = match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => bytes.len(),
    };
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

/// Why there is no answer, from the innermost error.
pub(super) fn failure(error: &(dyn Error + 'static)) -> AttemptOutcome {
    let mut innermost = error;
    let mut broken = false;
    loop {
        broken |=
            innermost.downcast_ref::<hyper::Error>().is_some_and(|it| it.is_incomplete_message() || it.is_closed());
        let Some(source) = innermost.source() else { break };
        innermost = source;
    }
    match innermost.downcast_ref::<io::Error>().map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => AttemptOutcome::Refused,
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof) => {
            AttemptOutcome::BrokenOff
        }
        _ if broken => AttemptOutcome::BrokenOff,
        _ => AttemptOutcome::Failed(innermost.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_the_limit_divides_is_left_out() {
        assert_eq!(text("aä".as_bytes()), "aä");
        assert_eq!(text(&"aä".as_bytes()[..2]), "a");
        assert_eq!(text(b"a\xffb"), "a\u{fffd}b");
    }
}
