//! [`TextTable`]: aligned columns.

use std::borrow::Cow;

const GAP: &str = "  ";

/// The last two columns keep at least this many characters.
const LEAST: usize = 20;

/// Every cell is cut to this many characters, even where the width of the output is unknown: each cell is
/// padded to the widest of its column, and a stored name or error may have a megabyte.
const MOST: usize = 200;

/// Aligned columns. The last two are shortened where the output is too narrow.
pub(crate) struct TextTable<const N: usize> {
    rows: Vec<[String; N]>,
    dispensable: Option<usize>,
}

impl<const N: usize> TextTable<N> {
    pub(crate) fn new(header: [&str; N]) -> Self {
        Self { rows: vec![header.map(str::to_owned)], dispensable: None }
    }

    /// The column to leave out where shortening is not enough.
    pub(crate) fn dispensable(self, column: usize) -> Self {
        Self { dispensable: Some(column), ..self }
    }

    pub(crate) fn push(&mut self, row: [String; N]) {
        self.rows.push(row.map(|cell| cut(&cell, MOST).into_owned()));
    }

    /// The table as text, for an output of this width.
    pub(crate) fn within(&self, columns: Option<usize>) -> String {
        let widths = self.widths(columns);
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (cell, &width) in row.iter().zip(&widths).filter(|&(_, &width)| width > 0) {
                let cell = cut(cell, width);
                line.push_str(&cell);
                // The width in a format string is limited to 16 bits.
                line.extend(std::iter::repeat_n(' ', width - cell.chars().count()));
                line.push_str(GAP);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// Whether no cell would be shortened in this width.
    pub(crate) fn fits(&self, columns: usize) -> bool {
        total(&self.widths(None)) <= columns
    }

    /// The width of each column; 0 for one that is left out.
    fn widths(&self, columns: Option<usize>) -> [usize; N] {
        let mut widths = [0; N];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let Some(columns) = columns else { return widths };
        let too_wide = |widths: &[usize; N]| total(widths).saturating_sub(columns);
        for column in (0..N).rev().take(2) {
            let most = widths[column].saturating_sub(too_wide(&widths));
            widths[column] = widths[column].min(most.max(LEAST));
        }
        if let Some(column) = self.dispensable.filter(|_| too_wide(&widths) > 0) {
            let room = (widths[column] + GAP.len()).saturating_sub(too_wide(&widths));
            widths[column] = 0;
            // The last column takes the room.
            let longest = self.rows.iter().map(|row| row[N - 1].chars().count()).max().unwrap_or(0);
            widths[N - 1] = (widths[N - 1] + room).min(longest);
        }
        widths
    }
}

fn total(widths: &[usize]) -> usize {
    let shown = widths.iter().filter(|&&width| width > 0);
    shown.map(|width| width + GAP.len()).sum::<usize>().saturating_sub(GAP.len())
}

fn cut(text: &str, width: usize) -> Cow<'_, str> {
    if text.chars().nth(width).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().take(width.saturating_sub(1)).chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use super::TextTable;

    #[test]
    fn columns_are_aligned_and_cut() {
        let mut table = TextTable::new(["A", "TIME", "NAME", "ERROR"]).dispensable(1);
        let row = ["1", "10:00", "größer als zwanzig Zeichen", "a long error of many words"];
        table.push(row.map(str::to_owned));
        table.push(["22", "", "", ""].map(str::to_owned));
        for (columns, expected) in [
            (None, "1   10:00  größer als zwanzig Zeichen  a long error of many words"),
            (Some(80), "1   10:00  größer als zwanzig Zeichen  a long error of many words"),
            (Some(65), "1   10:00  größer als zwanzig Zeichen  a long error of many words"),
            (Some(60), "1   10:00  größer als zwanzig Zeichen  a long error of many…"),
            (Some(55), "1   10:00  größer als zwanzig Ze…  a long error of man…"),
            (Some(50), "1   größer als zwanzig …  a long error of many wo…"),
            (Some(10), "1   größer als zwanzig …  a long error of man…"),
        ] {
            let printed = table.within(columns);
            assert_eq!(printed.lines().nth(1), Some(expected), "{columns:?}");
            assert_eq!(printed.lines().nth(2), Some("22"), "{columns:?}");
        }
    }

    #[test]
    fn long_cells_are_shortened() {
        // One character more than the width in a format string can be, and a name as long as a body.
        for length in [usize::from(u16::MAX) + 1, 900_000] {
            let mut table = TextTable::new(["JOB", "NAME", "ERROR"]);
            table.push(["1.0".to_owned(), "n".repeat(length), "é".repeat(length)]);
            table.push(["2.0", "ping", "lost"].map(str::to_owned));
            for columns in [None, Some(80), Some(100_000)] {
                let printed = table.within(columns);
                let lines: Vec<_> = printed.lines().collect();
                assert!(lines.iter().all(|line| line.chars().count() <= 2 * super::MOST + 8), "{columns:?}: {printed}");
                let [_, long, short] = *lines else { panic!("not three lines: {printed}") };
                assert!(long.starts_with("1.0  nnn") && long.ends_with("é…"), "{columns:?}: {long}");
                let place = |line: &str, char| line.chars().position(|other| other == char);
                assert_eq!(place(long, 'é'), place(short, 'l'), "{columns:?}: {printed}");
            }
        }
    }
}
