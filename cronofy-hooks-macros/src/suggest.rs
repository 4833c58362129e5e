//! Finds the known name that a misspelt one resembles.

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

/// The candidate that means the same; or the one with the smallest distance, if it is small enough for a slip.
pub(crate) fn nearest<'c>(written: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let limit = (written.len() / 3).max(2);
    let distance = |name: &str| if means_the_same(written, name) { 0 } else { distance(written, name) };
    let distances = candidates.into_iter().map(|candidate| (distance(candidate), candidate));
    distances.filter(|(distance, _)| *distance <= limit).min().map(|(_, candidate)| candidate)
}

/// The number of letters to insert, remove, replace or swap with a neighbour.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before_previous = vec![0; right.len() + 1];
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (row, l) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, r) in right.iter().enumerate() {
            let replaced = previous[column] + usize::from(l != r);
            let mut best = replaced.min(previous[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *l == right[column - 1] && left[row - 1] == *r {
                best = best.min(before_previous[column - 1] + 1);
            }
            current.push(best);
        }
        before_previous = std::mem::replace(&mut previous, current);
    }
    previous[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_has_a_nearest_one() {
        let names = [
            "change",
            "verification",
            "conferencing_assigned",
            "conferencing_failing",
            "meeting_agent_complete",
            "meeting_agent_failed",
            "event_end",
            "event_start",
        ];
        let cases = [
            ("chnage", Some("change")),
            ("changes", Some("change")),
            ("conferencing_asigned", Some("conferencing_assigned")),
            ("conferencing_failed", Some("conferencing_failing")),
            ("Verification", Some("verification")),
            // Two slips, and one more than a short name may have.
            ("chan", Some("change")),
            ("cha", None),
            ("lunch", None),
            ("", None),
            // The same meaning comes before similar letters, and only for the last word.
            ("meeting_agent_finished", Some("meeting_agent_complete")),
            ("meeting_agent_ended", Some("meeting_agent_complete")),
            ("meeting_agent_fialed", Some("meeting_agent_failed")),
            ("event_finished", Some("event_end")),
            ("event_begin", Some("event_start")),
            ("invite_begin", None),
        ];
        for (written, expected) in cases {
            assert_eq!(nearest(written, names), expected, "{written}");
        }
    }
}
