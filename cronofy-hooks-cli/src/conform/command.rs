//! Runs `conform`.

use std::fs;

use cronofy_hooks_contract::did_you_mean;
use http::Uri;
use serde_json::json;
use tokio::time::Instant;

use super::args::ConformArgs;
use super::check::CheckOutcome;
use super::checks::GROUPS;
use super::examination::Examination;
use super::examine::{count, examine};
use super::reply::ReplyKind;
use super::report::ConformReport;
use crate::args::is_this_machine;
use crate::{CommandError, Exit, Io};

impl ConformArgs {
    pub(crate) async fn run(&self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        let Some(url) = self.url.as_deref().filter(|_| !self.list) else {
            list(self.json, io)?;
            return Ok(Exit::Done);
        };
        self.check_names()?;
        self.check_urls(url)?;
        let secrets = self.secret.read()?.each().map_err(CommandError::failed)?;
        let mut examination = Examination::new(url.to_owned(), secrets, io.time()).map_err(CommandError::failed)?;
        if let Some(channel) = &self.channel {
            examination.channel.clone_from(channel);
        }
        examination.unknown_user_url.clone_from(&self.unknown_user_url);
        examination.observe.clone_from(&self.observe);
        let begun = Instant::now();
        let progress = |ended: usize, name: &str| io.progress(format_args!("{ended} of {} checks: {name}", count()));
        let checks = examine(&examination, &self.skip, progress).await;
        io.end_progress();
        let report = ConformReport { url, took: begun.elapsed(), checks };
        if let Some(reason) = report.unreachable() {
            return Err(CommandError::failed(format_args!(
                "{reason}; start the receiver, or give the URL that it listens on"
            )));
        }
        if let Some(path) = &self.junit {
            fs::write(path, report.junit()).map_err(|error| CommandError::file(path, "written", &error))?;
        }
        if self.json {
            io.json(&report.json())?
        } else {
            report.print(io)?
        }
        Ok(if report.count(CheckOutcome::Failed) == 0 { Exit::Done } else { Exit::Mismatch })
    }

    fn check_names(&self) -> Result<(), CommandError> {
        let names = || GROUPS.iter().flat_map(|group| group.checks).map(|check| check.texts.name);
        let unknown = self.skip.iter().find(|skipped| names().all(|name| name != **skipped));
        unknown.map_or(Ok(()), |skipped| {
            let hint = did_you_mean(skipped, names(), ";");
            Err(CommandError::nothing_matched(format_args!(
                "there is no check `{skipped}`{hint} `conform --list` lists them"
            )))
        })
    }

    /// Nothing is sent to another machine by accident.
    fn check_urls(&self, url: &str) -> Result<(), CommandError> {
        let authority = |url: &str| url.parse::<Uri>().ok().and_then(|url| url.authority().cloned());
        if self.unknown_user_url.as_deref().is_some_and(|other| authority(other) != authority(url)) {
            return Err(CommandError::usage(
                "`--unknown-user-url` is another host or port than that of the receiver; give a URL of the same receiver",
            ));
        }
        let remote = [Some(url), self.observe.as_deref()].into_iter().flatten().find(|url| !is_this_machine(url));
        remote.filter(|_| !self.allow_remote).map_or(Ok(()), |url| {
            Err(CommandError::usage(format_args!(
                "{url} is not on this machine; add `--allow-remote` if the receiver is yours, and not in production"
            )))
        })
    }
}

/// `conform --list`.
fn list(as_json: bool, io: &mut Io<'_>) -> std::io::Result<()> {
    for group in GROUPS {
        if !as_json {
            io.line(group.name)?;
        }
        for check in group.checks {
            if as_json {
                io.json(&json!({
                    "name": check.texts.name,
                    "group": group.name,
                    "sends": check.texts.sends,
                    "why": check.texts.why,
                    "change": check.texts.change,
                    "needs": check.needs,
                }))?;
            } else {
                io.line(format_args!("  {:<24}  {}", check.texts.name, check.texts.sends))?;
            }
        }
    }
    Ok(())
}

impl ConformReport<'_> {
    /// Why the first request found no receiver.
    fn unreachable(&self) -> Option<&str> {
        let first = self.checks.iter().find_map(|report| report.verdict.probes.first())?;
        match &first.reply.kind {
            ReplyKind::Unreachable(reason) => Some(reason),
            _ => None,
        }
    }
}
