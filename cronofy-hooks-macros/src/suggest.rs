//! Finds the known name that a misspelt one resembles.

/// The candidate with the smallest distance, if the distance is small enough for a slip.
pub(crate) fn nearest<'c>(written: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let limit = (written.len() / 3).max(2);
    let distances = candidates.into_iter().map(|candidate| (distance(written, candidate), candidate));
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
        let names = ["change", "verification", "conferencing_assigned", "conferencing_failing"];
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
        ];
        for (written, expected) in cases {
            assert_eq!(nearest(written, names), expected, "{written}");
        }
    }
}
