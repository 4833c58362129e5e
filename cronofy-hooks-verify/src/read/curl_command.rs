//! A cURL command, as browsers, API clients and the console of the sandbox copy it.

use super::http_text::header_line;
use super::shell_words::pipeline;
use crate::captured_request::{CaptureError, CaptureFormat, CapturedHead, CapturedRequest};

/// The options of one letter that take a value.
const WITH_VALUE: &str = "AbcCdDeEFHKmoPQrtTuUwxXyYz";

/// Reads a command; `None` if it is none.
pub(super) fn read(text: &str) -> Option<Result<CapturedRequest, CaptureError>> {
    let text = text.trim().trim_start_matches(['$', '%', '#']).trim_start();
    let begins = ["curl", "printf", "echo", "cat"].iter().any(|program| text.starts_with(program));
    if !begins || !text.contains("curl") {
        return None;
    }
    let Some(commands) = pipeline(text) else {
        return Some(Err(CaptureError::new(
            "a quotation mark of the cURL command is missing; copy the whole command, in the form for a POSIX shell",
        )));
    };
    let at = commands.iter().position(|words| words.first().is_some_and(|it| it == "curl" || it == "curl.exe"))?;
    let input = at.checked_sub(1).and_then(|before| commands.get(before)).and_then(|words| printed(words));
    Some(Ok(request(&commands[at][1..], input.as_deref())))
}

/// What a command before the pipe prints.
fn printed(words: &[String]) -> Option<String> {
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["printf", "%s", text] | ["echo", "-n", text] => Some(text.to_owned()),
        ["echo", text] => Some(format!("{text}\n")),
        _ => None,
    }
}

fn request(words: &[String], input: Option<&str>) -> CapturedRequest {
    let mut head = CapturedHead::default();
    let mut data = Vec::new();
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        let (option, attached) = option(word);
        let mut value = || attached.or_else(|| words.next()).unwrap_or_default();
        match option {
            "H" | "--header" => {
                if let Some((name, value)) = header_line(value().as_bytes()) {
                    head.header(name, value);
                }
            }
            "d" | "--data" | "--data-ascii" => data.push((value(), DataOption::Data)),
            "--data-binary" => data.push((value(), DataOption::Binary)),
            "--data-raw" => data.push((value(), DataOption::Raw)),
            "--json" => data.push((value(), DataOption::Json)),
            other if other.len() == 1 => drop(value()),
            _ => {}
        }
    }
    CapturedRequest::new(CaptureFormat::CurlCommand, head, body(&data, input))
}

/// A long option, or the letter that takes a value in a word such as `-sSXPOST`, with what follows it in the word.
fn option(word: &str) -> (&str, Option<&str>) {
    if word.starts_with("--") {
        return (word, None);
    }
    let letters = word.strip_prefix('-').unwrap_or_default();
    let Some(at) = letters.find(|letter| WITH_VALUE.contains(letter)) else { return ("", None) };
    let (option, rest) = letters[at..].split_at(1);
    (option, Some(rest).filter(|rest| !rest.is_empty()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum DataOption {
    Data,
    Binary,
    Raw,
    Json,
}

/// The body that cURL makes of its options.
fn body(data: &[(&str, DataOption)], input: Option<&str>) -> Result<Vec<u8>, String> {
    if data.is_empty() {
        return Err("the command has no `--data`: give the body in a file of its own".to_owned());
    }
    let mut body = String::new();
    for (number, (text, option)) in data.iter().enumerate() {
        if number > 0 && *option != DataOption::Json {
            body.push('&');
        }
        match text.strip_prefix('@').filter(|_| *option != DataOption::Raw) {
            None => body.push_str(text),
            Some("-") if input.is_some() => {
                let input = input.unwrap_or_default();
                // `--data` leaves line breaks of a file out.
                let is_kept = |char: &char| *option != DataOption::Data || !"\r\n\0".contains(*char);
                body.extend(input.chars().filter(is_kept));
            }
            Some("-") => {
                return Err("the command reads its body from another command: give the body in a file".to_owned());
            }
            Some(file) => return Err(format!("the command reads its body from `{file}`: give that file as the body")),
        }
    }
    Ok(body.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn commands_are_read_as_tools_write_them() {
        for command in [
            "curl 'http://127.0.0.1:3000/cronofy' -H 'Cronofy-HMAC-SHA256: a' --data-raw '{\"a\":1}'",
            "$ curl -sSXPOST http://127.0.0.1:3000 -HCronofy-HMAC-SHA256:a -d '{\"a\":1}'",
            "curl --location --request POST 'http://x' \\\n--header 'cronofy-hmac-sha256: a' \\\n--json '{\"a\":1}'",
            "printf %s '{\"a\":1}' |\n  curl -i 'http://x' \\\n  -H 'cronofy-hmac-sha256: a' \\\n  --data-binary @-\n",
            "curl.exe -u name:d -o out http://x -H \"Cronofy-HMAC-SHA256: a\" -d \"{\\\"a\\\":1}\"",
        ] {
            let request = read(command).expect("a command").expect("it is complete");
            assert_eq!(
                (request.body(), &request.head.signatures),
                (Ok(&b"{\"a\":1}"[..]), &vec![b"a".to_vec()]),
                "{command}"
            );
        }
        let body = |command: &str| read(command).expect("a command").expect("it is complete").body;
        assert_eq!(body("curl x -d a -d b").as_deref(), Ok(&b"a&b"[..]));
        assert_eq!(body("printf %s 'a\nb' | curl x -d @-").as_deref(), Ok(&b"ab"[..]));
        assert_eq!(body("echo 'a' | curl x --data-binary @-").as_deref(), Ok(&b"a\n"[..]));
        assert!(body("curl x -d @body.json").is_err_and(|why| why.contains("from `body.json`")));
        assert!(body("curl x").is_err_and(|why| why.contains("no `--data`")));
        assert!(body("cat a.json | curl x -d @-").is_err_and(|why| why.contains("another command")));
        assert!(read("curl x -d '{").expect("a command").is_err());
        assert!(read("curling is a sport").is_none());
        assert!(read("echo hello").is_none());
    }
}
