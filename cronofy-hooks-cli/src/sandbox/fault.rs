//! `sandbox fault`, and the value of `--fault`.

use clap::Args;
use cronofy_hooks_sandbox::{Fault, FaultRule};
use serde_json::{Value, json};

use super::remote::RemoteSandbox;
use crate::args::suggested;
use crate::{CommandError, Exit, Io};

/// Injects faults into the notifications and the API of a running sandbox, in place of those it has
#[derive(Clone, Debug, Args)]
#[command(after_long_help = FAULTS)]
pub(super) struct FaultArgs {
    /// A fault, as `sandbox --fault` takes it; none turns all faults off
    #[arg(value_name = "FAULT", value_parser = suggested(parse_fault, names), hide_possible_values = true)]
    faults: Vec<FaultRule>,
    /// Keeps the faults that the sandbox has
    #[arg(long)]
    add: bool,
    #[command(flatten)]
    sandbox: RemoteSandbox,
}

const FAULTS: &str = "\
Examples:
  cronofy-hooks sandbox fault drop=5% cut=5%
  cronofy-hooks sandbox fault --add wrong_key,only=change,times=1
  cronofy-hooks sandbox fault 'rate_limited,only=GET /v1/events,times=2'
  cronofy-hooks sandbox fault

Exit codes: 0 done, 1 it could not be done, 2 wrong usage.";

impl FaultArgs {
    pub(super) async fn run(&self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        let mut faults = if self.add { self.sandbox.state().await?["faults"].take() } else { json!([]) };
        let added = serde_json::to_value(&self.faults).map_err(CommandError::failed)?;
        if let (Value::Array(faults), Value::Array(added)) = (&mut faults, added) {
            faults.extend(added);
        }
        self.sandbox.run(&json!({ "faults": faults })).await?;
        let is_active = |rule: &&Value| rule["enabled"] != false && rule["times"] != 0;
        match faults.as_array().map_or(0, |rules| rules.iter().filter(is_active).count()) {
            0 => io.say("no faults are injected"),
            1 => io.say("1 rule injects faults"),
            rules => io.say(format_args!("{rules} rules inject faults")),
        }
        Ok(Exit::Done)
    }
}

/// The names of all faults.
pub(super) fn names() -> Vec<String> {
    Fault::ALL.map(|fault| fault.name().to_owned()).into()
}

pub(super) fn parse_fault(text: &str) -> Result<FaultRule, String> {
    let mut parts = text.split(',');
    let (name, rate) = split(parts.next().unwrap_or_default());
    let mut rule = FaultRule::new(name.parse::<Fault>().map_err(|error| error.to_string())?);
    if let Some(rate) = rate {
        rule = rule.rate(parse_rate(rate)?);
    }
    for part in parts {
        rule = match split(part) {
            ("only", Some(name)) if !name.is_empty() => rule.only(name),
            ("times", Some(times)) => {
                rule.times(times.parse().map_err(|_| "`times` takes a number, such as `times=3`".to_owned())?)
            }
            _ => return Err(format!("`{part}` is not an option of a fault; write `only=NAME` or `times=N`")),
        };
    }
    rule.check().map_err(|error| error.to_string())?;
    Ok(rule)
}

fn split(part: &str) -> (&str, Option<&str>) {
    part.split_once('=').map_or((part, None), |(key, value)| (key.trim(), Some(value.trim())))
}

fn parse_rate(text: &str) -> Result<f64, String> {
    let rate = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().map(|percent| percent / 100.0),
        None => text.parse(),
    };
    let rate = rate.ok().filter(|rate| (0.0..=1.0).contains(rate));
    rate.ok_or_else(|| format!("`{text}` is not a probability; write one from `0%` to `100%`"))
}

#[cfg(test)]
mod tests {
    use cronofy_hooks_sandbox::{Fault, FaultRule};

    use super::parse_fault;

    #[test]
    fn faults_are_parsed() {
        for (text, expected) in [
            ("drop=5%", Ok(FaultRule::new(Fault::Drop).rate(0.05))),
            ("wrong_key=0.5", Ok(FaultRule::new(Fault::WrongKey).rate(0.5))),
            ("cut", Ok(FaultRule::new(Fault::Cut))),
            ("cut=100%,only=change,times=3", Ok(FaultRule::new(Fault::Cut).only("change").times(3))),
            (
                "unavailable,only=POST /v1/calendars/*/events",
                Ok(FaultRule::new(Fault::Unavailable).only("POST /v1/calendars/*/events")),
            ),
            (
                "unavailable,only=/v1/events",
                Err(
                    "`/v1/events` names no calls; write a method and a path, such as `POST /v1/channels`, with `*` for any \
                     part of the path",
                ),
            ),
            ("drpo=5%", Err("there is no fault `drpo`; did you mean `drop`?")),
            ("cut,only=chagne", Err("there is no notification `chagne`; did you mean `change`?")),
            ("drop=120%", Err("`120%` is not a probability; write one from `0%` to `100%`")),
            ("drop,often", Err("`often` is not an option of a fault; write `only=NAME` or `times=N`")),
            ("drop,times=x", Err("`times` takes a number, such as `times=3`")),
        ] {
            assert_eq!(parse_fault(text), expected.map_err(str::to_owned), "{text}");
        }
    }
}
