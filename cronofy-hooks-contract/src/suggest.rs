//! Suggestions for a misspelt name.

/// The least similarity of two names, from 0 to 1.
const LEAST_SIMILARITY: f64 = 0.75;
/// More suggestions would not help.
const MOST: usize = 3;

/// Words for the same end of something, which documented names use as their last word. By its letters alone,
/// `meeting_agent_finished` would be nearest to `meeting_agent_failed`.
const SAME_MEANING: [&[&str]; 2] =
    [&["complete", "completed", "done", "end", "ended", "finished"], &["begin", "begins", "began", "start", "started"]];

/// Whether two names differ in their last word alone, and these words mean the same.
fn means_the_same(written: &str, name: &str) -> bool {
    match (written.rsplit_once('_'), name.rsplit_once('_')) {
        (Some((written, last)), Some((name, of_name))) if written == name => {
            SAME_MEANING.iter().any(|words| words.contains(&last) && words.contains(&of_name))
        }
        _ => false,
    }
}

/// The most similar names, the most similar one first.
fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let mut similar: Vec<(f64, &str)> = Vec::new();
    for name in names {
        // Compare the last part of a name as well: `samples/change` is similar to `change`.
        let parts = [name, name.rsplit('/').next().unwrap_or(name)];
        let similarity = parts.map(|part| similarity(written, part)).into_iter().fold(0.0, f64::max);
        if similarity >= LEAST_SIMILARITY && !similar.iter().any(|(_, other)| *other == name) {
            similar.push((similarity, name));
        }
    }
    similar.sort_by(|one, other| other.0.total_cmp(&one.0));
    similar.into_iter().take(MOST).map(|(_, name)| name).collect()
}

/// From 0 to 1. The names of a list are different, so only one that means the same reaches 1.
fn similarity(written: &str, name: &str) -> f64 {
    if means_the_same(written, name) { 1.0 } else { strsim::jaro_winkler(written, name) }
}

/// The end of a message about a misspelt name: ``; did you mean `a` or `b`?``, or the other text if no name is
/// similar.
///
/// ```
/// use cronofy_hooks_contract::did_you_mean;
///
/// assert_eq!(did_you_mean("chagne", ["change", "event_start"], ""), "; did you mean `change`?");
/// ```
#[must_use]
pub fn did_you_mean<'n>(written: &str, names: impl IntoIterator<Item = &'n str>, otherwise: &str) -> String {
    let quoted: Vec<_> = nearest(written, names).into_iter().map(|name| format!("`{name}`")).collect();
    match &quoted[..] {
        [] => otherwise.to_owned(),
        [only] => format!("; did you mean {only}?"),
        [several @ .., last] => format!("; did you mean {} or {last}?", several.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, nearest};

    #[test]
    fn a_typo_finds_its_name() {
        let names = ["change", "verification", "event_start", "event_end", "push-notifications/change"];
        assert_eq!(nearest("chagne", names), ["change", "push-notifications/change"]);
        assert_eq!(nearest("event_strat", names)[0], "event_start");
        assert_eq!(nearest("event_finished", names)[0], "event_end");
        assert_eq!(nearest("agent_finished", ["agent_failed", "agent_complete"])[0], "agent_complete");
        assert_eq!(nearest("zzz", names), Vec::<&str>::new());
        assert_eq!(did_you_mean("chagne", names, ""), "; did you mean `change` or `push-notifications/change`?");
        assert_eq!(did_you_mean("zzz", names, "; see the list"), "; see the list");
    }
}
