//! [`VerifyArgs`]: which request, and which secrets.

use std::path::PathBuf;

use clap::Args;

use crate::secret::SecretArgs;

/// Which request, and which secrets.
#[derive(Clone, Debug, Args)]
#[command(
    about = "Checks the signature of a captured request, and says what is different when it does not match",
    long_about = None,
    after_long_help = AFTER
)]
pub(crate) struct VerifyArgs {
    /// The request as HTTP text: a request line, headers, an empty line, the body; `-` for standard input
    #[arg(value_name = "FILE", required_unless_present = "body", conflicts_with_all = ["body", "header", "signature"])]
    pub(super) request: Option<PathBuf>,
    /// The body alone, byte for byte; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub(super) body: Option<PathBuf>,
    /// The value of the signature header
    #[arg(long, value_name = "VALUE", requires = "body", conflicts_with = "header")]
    pub(super) signature: Option<String>,
    /// A header of the request, such as `Cronofy-HMAC-SHA256: …`; may be repeated
    #[arg(long, value_name = "NAME: VALUE", requires = "body")]
    pub(super) header: Vec<String>,
    #[command(flatten)]
    pub(super) secret: SecretArgs,
    /// Prints one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

const AFTER: &str = "\
Examples:
  cronofy-hooks verify request.http
  cronofy-hooks verify --body body.json --signature 5DxentQi5YSXODEzTVv06sRwJ3pULIz1KrYv20qxEK0=
  pbpaste | cronofy-hooks verify - --secret-file secret.txt

No secret and no signature that would match is ever printed.

JSON:
  matches     whether a signature matches
  value       which value of the header matches, from 1, or null
  secret      which client secret it was made with, from 1, or null
  values      each value of the header, with `is`: signature, empty, not_base64, wrong_length,
              hexadecimal, url_safe or unpadded
  body_bytes  how long the body is
  reason      what is wrong, or null
  help        what to do about it, or null
  if          what would make it match, with `body`, `value` and `secret`, or null

Exit codes: 0 it matches, 1 it could not be checked, 2 wrong usage, 4 it does not match.";
