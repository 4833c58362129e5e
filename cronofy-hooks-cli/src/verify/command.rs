//! Runs `verify`.

use cronofy_hooks::SIGNATURE_HEADER;
use cronofy_hooks_verify::{CapturedRequest, SignatureReport};

use super::args::VerifyArgs;
use crate::text::Tone;
use crate::{CommandError, Exit, Io};

impl VerifyArgs {
    pub(crate) fn run(&self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        let secrets = self.secret.read()?;
        let request = self.read(io)?;
        let report = SignatureReport::of(&request, &secrets)
            .map_err(|reason| CommandError::failed(format_args!("{reason}, with `--body FILE`")))?;
        if self.json {
            io.json(&report.json())?;
        } else {
            print(&report, io)?;
        }
        Ok(if report.matches() { Exit::Done } else { Exit::Mismatch })
    }

    fn read(&self, io: &mut Io<'_>) -> Result<CapturedRequest, CommandError> {
        let Some(path) = &self.request else { return self.read_parts(io) };
        let requests = CapturedRequest::read(&io.read_file(path)?).map_err(|error| {
            CommandError::failed(format_args!(
                "{error}. Or give the body with `--body` and the signature with `--signature`"
            ))
        })?;
        let request = self.choose(requests)?;
        match &self.body {
            Some(path) => Ok(request.with_body(io.read_file(path)?)),
            None => Ok(request),
        }
    }

    /// The only signed request, or the one that `--number` names.
    fn choose(&self, mut requests: Vec<CapturedRequest>) -> Result<CapturedRequest, CommandError> {
        if requests.iter().any(CapturedRequest::is_signed) {
            requests.retain(CapturedRequest::is_signed);
        }
        let count = requests.len();
        match self.number {
            None if count > 1 => Err(CommandError::usage(format_args!(
                "the file has {count} requests with a signature; choose one with `--number`, from 1 to {count}"
            ))),
            number => requests.into_iter().nth(number.map_or(0, |number| number.get() - 1)).ok_or_else(|| {
                CommandError::nothing_matched(format_args!(
                    "the file has {count} such requests; `--number` is too large"
                ))
            }),
        }
    }

    /// The body and the headers of the arguments.
    fn read_parts(&self, io: &mut Io<'_>) -> Result<CapturedRequest, CommandError> {
        let Some(path) = &self.body else {
            return Err(CommandError::usage(
                "no request; name the file with the request, or give `--body` and `--signature`",
            ));
        };
        let mut headers: Vec<_> = self.header.iter().filter_map(|line| line.split_once(':')).collect();
        if headers.len() < self.header.len() {
            return Err(CommandError::usage(
                "`--header` takes a name, a colon and a value, such as `--header 'Cronofy-HMAC-SHA256: …'`",
            ));
        }
        let name = SIGNATURE_HEADER;
        headers.extend(self.signature.iter().map(|value| (name.as_str(), value.as_str())));
        let headers = headers.into_iter().map(|(name, value)| (name, value.as_bytes()));
        Ok(CapturedRequest::from_parts(headers, io.read_file(path)?))
    }
}

fn print(report: &SignatureReport, io: &mut Io<'_>) -> std::io::Result<()> {
    let tone = if report.matches() { Tone::Good } else { Tone::Bad };
    io.line(io.style().paint(tone, report.verdict()))?;
    if let Some((reason, help)) = report.reason() {
        io.line(format_args!("  reason: {reason}"))?;
        io.line(format_args!("  help:   {help}"))?;
    }
    report.notes().iter().try_for_each(|note| io.line(format_args!("  note:   {note}")))
}
