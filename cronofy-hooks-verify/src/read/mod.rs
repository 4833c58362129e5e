//! From bytes to requests: one reader for each format, recognized by its content.

pub(crate) mod chunked;
mod curl_command;
mod curl_output;
mod har;
mod http_text;
mod json_dump;
mod recognize;
mod shell_words;
mod unicode;

pub(crate) use self::recognize::read;
