//! The value of `--fault`.

use cronofy_hooks_contract::did_you_mean;
use cronofy_hooks_sandbox::{Fault, FaultRule};

pub(super) fn parse_fault(text: &str) -> Result<FaultRule, String> {
    let mut parts = text.split(',');
    let (name, rate) = split(parts.next().unwrap_or_default());
    let fault = Fault::ALL.into_iter().find(|fault| fault.name() == name).ok_or_else(|| unknown(name))?;
    let mut rule = FaultRule::new(fault);
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

fn unknown(name: &str) -> String {
    let names = Fault::ALL.map(Fault::name);
    let hint = did_you_mean(name, names, &format!("; write one of {}", names.join(", ")));
    format!("there is no fault `{name}`{hint}")
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
            ("drpo=5%", Err("there is no fault `drpo`; did you mean `drop`?")),
            ("drop=120%", Err("`120%` is not a probability; write one from `0%` to `100%`")),
            ("drop,often", Err("`often` is not an option of a fault; write `only=NAME` or `times=N`")),
            ("drop,times=x", Err("`times` takes a number, such as `times=3`")),
        ] {
            assert_eq!(parse_fault(text), expected.map_err(str::to_owned), "{text}");
        }
    }
}
