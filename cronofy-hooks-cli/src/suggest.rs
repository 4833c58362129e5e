//! Names that are nearly the one that was written.

/// How alike two names have to be, from 0 to 1.
const ALIKE: f64 = 0.75;
/// More would not help.
const MOST: usize = 3;

/// The names that come nearest, the nearest first.
pub(crate) fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let mut alike: Vec<(f64, &str)> = Vec::new();
    for name in names {
        // Of a name with parts, also the last alone: `samples/change` is near to `change`.
        let parts = [name, name.rsplit('/').next().unwrap_or(name)];
        let alikeness = parts.map(|part| strsim::jaro_winkler(written, part)).into_iter().fold(0.0, f64::max);
        if alikeness >= ALIKE && !alike.iter().any(|(_, other)| *other == name) {
            alike.push((alikeness, name));
        }
    }
    alike.sort_by(|one, other| other.0.total_cmp(&one.0));
    alike.into_iter().take(MOST).map(|(_, name)| name).collect()
}

/// `; did you mean a or b?`, or nothing.
pub(crate) fn did_you_mean(nearest: &[&str]) -> String {
    if nearest.is_empty() {
        return String::new();
    }
    let quoted: Vec<_> = nearest.iter().map(|name| format!("`{name}`")).collect();
    let words: Vec<_> = quoted.iter().map(String::as_str).collect();
    format!("; did you mean {}?", crate::plain::one_of(&words))
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
        assert_eq!(did_you_mean(&["a", "b"]), "; did you mean `a` or `b`?");
    }
}
