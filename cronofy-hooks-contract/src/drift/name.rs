//! Whether a text from a body may be kept, because it is a name.

/// The longest name that is kept.
const LONGEST: usize = 64;
/// The longest word of a name.
const LONGEST_WORD: usize = 24;
/// More words are a sentence or a token in which capitals and small letters take turns.
const MOST_WORDS: usize = 6;
/// More digits are a number, a date or an id.
const MOST_DIGITS: usize = 4;

/// Whether a text looks like a name of a schema: a few short words, with digits only at the end of a word.
///
/// So `in_progress`, `meetingUrl` and `office365` are names. Addresses, URLs, times, numbers, sentences, and the ids and
/// tokens of the service are none.
pub(crate) fn is_name(text: &str) -> bool {
    let is_of_names = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if text.len() > LONGEST || !text.starts_with(|c: char| c.is_ascii_alphabetic()) || !text.chars().all(is_of_names) {
        return false;
    }
    let (mut words, mut length, mut digits) = (1, 0, 0);
    let mut before = '_';
    for c in text.chars() {
        let is_separator = !c.is_ascii_alphanumeric();
        // A letter after a digit is no end of a word: `n23kj` is an id.
        if before.is_ascii_digit() && c.is_ascii_alphabetic() {
            return false;
        }
        if is_separator || (before.is_ascii_lowercase() && c.is_ascii_uppercase()) {
            words += 1;
            length = 0;
        }
        length += usize::from(!is_separator);
        digits += usize::from(c.is_ascii_digit());
        if words > MOST_WORDS || length > LONGEST_WORD || digits > MOST_DIGITS {
            return false;
        }
        before = c;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn data_is_not_taken_for_a_name() {
        for name in [
            "change",
            "in_progress",
            "meetingUrl",
            "iCalUID",
            "office365",
            "poll.wasClosed",
            "X-Poll",
            "oauth2",
            "meeting_agent_activation_failed",
            "OPEN",
            "internationalization",
        ] {
            assert!(is_name(name), "{name}");
        }
        for data in [
            "",
            "alice@example.com",
            "https://example.com",
            "2026-01-17",
            "42",
            "Board meeting",
            "é",
            "a/b",
            "_x",
            "acc_5700a00eb0ccd07000000000",
            "cal_n23kjnwrw2_n23jkn",
            "qTtZdczOccgaPncGJaCiLg",
            "chn_00000",
            "dGVzdA==",
            "evt_external_5700a00eb0ccd0",
            "one_two_three_four_five_six_seven",
            "+4915112345",
            "n23kj",
            "a b",
            "abcdefghijklmnopqrstuvwxyz",
        ] {
            assert!(!is_name(data), "{data}");
        }
    }
}
