//! [`VerifyArgs`]: the request and the secrets.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use crate::args::SecretArgs;

/// Checks the signature of a saved request, and finds out why it does not match
#[derive(Clone, Debug, Args)]
#[command(after_long_help = AFTER)]
pub(crate) struct VerifyArgs {
    /// The request, as a tool or a person saved it, or its headers with `--body`; `-` for standard input
    #[arg(value_name = "FILE", required_unless_present = "body", conflicts_with_all = ["header", "signature"])]
    pub(super) request: Option<PathBuf>,
    /// Only the body, byte for byte; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub(super) body: Option<PathBuf>,
    /// The value of the signature header
    #[arg(long, value_name = "VALUE", requires = "body", conflicts_with = "header")]
    pub(super) signature: Option<String>,
    /// A header of the request, such as `Cronofy-HMAC-SHA256: …`; may be repeated
    #[arg(long, value_name = "NAME: VALUE", requires = "body")]
    pub(super) header: Vec<String>,
    /// Which of the signed requests in the file, from 1
    #[arg(long, value_name = "N", requires = "request")]
    pub(super) number: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(super) secret: SecretArgs,
    /// Prints one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

const AFTER: &str = "\
Examples:
  cronofy-hooks verify request.http
  cronofy-hooks verify network.har --number 2
  cronofy-hooks verify headers.txt --body body.json
  cronofy-hooks verify --body body.json --signature 5DxentQi5YSXODEzTVv06sRwJ3pULIz1KrYv20qxEK0=
  pbpaste | cronofy-hooks verify - --secret-file secret.txt

A FILE is recognized by its content:
  HTTP text           a request line, headers, an empty line, the body; also in chunks
  cURL                a command, or the output of `curl -v` with the body in a file of its own
  HAR                 as browsers and proxies save it
  JSON                with headers and a body, as inspectors, `trigger --dry-run --json` and
                      `inbox show --json` write it

Secrets and matching signatures are never printed.

JSON:
  matches     whether a signature matches
  format      http, curl_output, curl_command, har, json, or parts: body and headers apart
  value       the number of the header value that matches, from 1, or null
  secret      the number of the client secret that signed it, from 1, or null
  values      each value of the header, with `is`: signature, empty, not_base64, wrong_length,
              hexadecimal, url_safe, unpadded or wrapped
  body_bytes  the length of the body
  reason      why it does not match, or null
  help        what to do about it, or null
  if          the changes that make it match, with `body`, in order, `value` and `secret`, or null
  notes       messages about the way the request was saved

Exit codes: 0 it matches, 1 it could not be checked, 2 wrong usage, 4 it does not match.";
