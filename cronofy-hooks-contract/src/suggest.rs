//! Suggestions for a misspelt name.

/// The least similarity of two names, from 0 to 1.
const LEAST_SIMILARITY: f64 = 0.75;
/// More suggestions would not help.
const MOST: usize = 3;

/// The most similar names, the most similar one first; none if no name is similar.
///
/// ```
/// let names = ["change", "event_start", "event_end"];
/// assert_eq!(cronofy_hooks_contract::nearest("event_strat", names)[0], "event_start");
/// ```
#[must_use]
pub fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let mut similar: Vec<(f64, &str)> = Vec::new();
    for name in names {
        // Compare the last part of a name as well: `samples/change` is similar to `change`.
        let parts = [name, name.rsplit('/').next().unwrap_or(name)];
        let similarity = parts.map(|part| strsim::jaro_winkler(written, part)).into_iter().fold(0.0, f64::max);
        if similarity >= LEAST_SIMILARITY && !similar.iter().any(|(_, other)| *other == name) {
            similar.push((similarity, name));
        }
    }
    similar.sort_by(|one, other| other.0.total_cmp(&one.0));
    similar.into_iter().take(MOST).map(|(_, name)| name).collect()
}

/// The end of a message: ``; did you mean `a` or `b`?``, or an empty text without names.
///
/// ```
/// assert_eq!(cronofy_hooks_contract::did_you_mean(&["change"]), "; did you mean `change`?");
/// assert_eq!(cronofy_hooks_contract::did_you_mean(&[]), "");
/// ```
#[must_use]
pub fn did_you_mean(nearest: &[&str]) -> String {
    let quoted: Vec<_> = nearest.iter().map(|name| format!("`{name}`")).collect();
    match &quoted[..] {
        [] => String::new(),
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
        assert_eq!(nearest("zzz", names), Vec::<&str>::new());
    }

    #[test]
    fn several_names_are_alternatives() {
        assert_eq!(did_you_mean(&["a", "b"]), "; did you mean `a` or `b`?");
        assert_eq!(did_you_mean(&["a", "b", "c"]), "; did you mean `a`, `b` or `c`?");
    }
}
