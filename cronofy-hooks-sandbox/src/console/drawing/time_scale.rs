//! [`TimeScale`]: an axis of time that leaves out long stretches in which nothing happens.

use jiff::{SignedDuration, Timestamp};

use super::track::{Tick, is_room};
use crate::clock::later;

/// The lengths between labels, in seconds.
const STEPS: [i64; 14] = [10, 30, 60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800];
/// No axis has more labels, except for a few at cuts.
const MOST_TICKS: i32 = 6;
/// The width of a cut, in percent.
const CUT: f64 = 5.0;
const MOST_CUTS: usize = 3;
/// Shorter stretches are always shown.
const NEVER_CUT: SignedDuration = SignedDuration::from_mins(10);
/// What is shown before and after each part, at least.
const SHORTEST_MARGIN: SignedDuration = SignedDuration::from_mins(1);

/// Maps moments to percent of a width.
///
/// An event of an hour, a notification of the day before and a retry on the day after share an axis: a stretch without
/// anything is cut out when it is longer than twice all that is shown.
#[derive(Debug)]
pub(in crate::console) struct TimeScale {
    pieces: Vec<StraightPiece>,
    seconds_per_percent: f64,
}

/// A part without a cut, and where it begins in percent.
#[derive(Clone, Copy, Debug)]
struct StraightPiece {
    from: Timestamp,
    until: Timestamp,
    x: f64,
}

type Stretch = (Timestamp, Timestamp);

impl TimeScale {
    /// Shows each of these lengths of time in whole. A moment begins and ends at the same time.
    pub(in crate::console) fn new(shown: impl IntoIterator<Item = Stretch>) -> Self {
        let mut shown: Vec<_> = shown.into_iter().collect();
        shown.sort_unstable();
        let parts = join(&shown);
        // No margin reaches into the part behind a cut.
        let shortest_cut = parts.windows(2).map(|pair| pair[1].0.duration_since(pair[0].1)).min();
        let margin = (length_of(&parts) / 20).max(SHORTEST_MARGIN);
        let margin = shortest_cut.map_or(margin, |cut| margin.min(cut / 3));
        let parts: Vec<_> =
            parts.into_iter().map(|(from, until)| (later(from, -margin), later(until, margin))).collect();
        let cuts: f64 = parts.iter().skip(1).map(|_| CUT).sum();
        let seconds_per_percent = length_of(&parts).as_secs_f64() / (100.0 - cuts);
        let mut x = 0.0;
        let place = |(from, until): Stretch| {
            let piece = StraightPiece { from, until, x };
            x += until.duration_since(from).as_secs_f64() / seconds_per_percent + CUT;
            piece
        };
        Self { pieces: parts.into_iter().map(place).collect(), seconds_per_percent }
    }

    /// Where a moment is, in percent. One in a cut is in its middle.
    pub(in crate::console) fn x(&self, at: Timestamp) -> f64 {
        let Some(index) = self.pieces.iter().rposition(|it| it.from <= at) else { return 0.0 };
        let piece = &self.pieces[index];
        let x = piece.x + at.duration_since(piece.from).as_secs_f64() / self.seconds_per_percent;
        let cut = self.pieces.get(index + 1).map_or(0.0, |_| CUT / 2.0);
        x.min(self.end(piece) + cut)
    }

    /// Where each stretch is cut out: from and to, in percent.
    pub(in crate::console) fn cuts(&self) -> impl Iterator<Item = (f64, f64)> {
        self.pieces.windows(2).map(|pair| (self.end(&pair[0]), pair[1].x))
    }

    /// The labels: round times, and at least one in each part.
    pub(in crate::console) fn ticks(&self) -> Vec<Tick> {
        let length: SignedDuration = self.pieces.iter().map(|it| it.until.duration_since(it.from)).sum();
        let steps = STEPS.map(SignedDuration::from_secs).into_iter();
        let step = steps.clone().find(|step| *step * MOST_TICKS > length).or(steps.last()).unwrap_or_default();
        let format = if step < SignedDuration::from_mins(1) { "%H:%M:%S" } else { "%H:%M" };
        let mut ticks: Vec<Tick> = Vec::new();
        let mut day = String::new();
        for at in self.pieces.iter().flat_map(|piece| round_times(piece, step)) {
            let (x, date) = (self.x(at), at.strftime("%-d %b").to_string());
            let changed = (day != date).then(|| date.clone());
            let is_room = |ticks: &[Tick]| ticks.last().is_none_or(|last| is_room(last.x, x));
            // A day counts for more than a time of the day before.
            if changed.is_some() && !is_room(&ticks) {
                ticks.pop_if(|last| last.day.is_none());
            }
            if !is_room(&ticks) {
                continue;
            }
            ticks.push(Tick { x, label: at.strftime(format).to_string(), day: changed });
            day = date;
        }
        ticks
    }

    fn end(&self, piece: &StraightPiece) -> f64 {
        piece.x + piece.until.duration_since(piece.from).as_secs_f64() / self.seconds_per_percent
    }
}

/// The round times in a part; its middle if there is none.
fn round_times(piece: &StraightPiece, step: SignedDuration) -> Vec<Timestamp> {
    let seconds = step.as_secs().max(1);
    let first = piece.from.as_second().div_euclid(seconds).saturating_add(1).saturating_mul(seconds);
    let first = Timestamp::from_second(first).unwrap_or(Timestamp::MAX);
    let round = std::iter::successors(Some(first), |at| at.checked_add(step).ok());
    let round: Vec<_> = round.take_while(|at| *at <= piece.until).collect();
    if !round.is_empty() {
        return round;
    }
    vec![later(piece.from, piece.until.duration_since(piece.from) / 2)]
}

fn length_of(parts: &[Stretch]) -> SignedDuration {
    parts.iter().map(|(from, until)| until.duration_since(*from)).sum()
}

/// Joins what overlaps, and what is not far apart.
fn join(sorted: &[Stretch]) -> Vec<Stretch> {
    let mut parts: Vec<Stretch> = Vec::new();
    for (from, until) in sorted {
        match parts.last_mut() {
            Some(last) if *from <= last.1 => last.1 = last.1.max(*until),
            _ => parts.push((*from, *until)),
        }
    }
    // The gaps from the shortest to the longest, until one is much longer than all that is kept.
    let gap = |index: usize| parts[index + 1].0.duration_since(parts[index].1);
    let mut gaps: Vec<_> = (1..parts.len()).map(|index| index - 1).collect();
    gaps.sort_unstable_by_key(|index| gap(*index));
    let mut kept = length_of(&parts);
    let is_short = |index: &&usize| {
        let length = gap(**index);
        let is_short = length <= kept.saturating_add(kept).max(NEVER_CUT);
        kept = kept.saturating_add(length);
        is_short
    };
    let short = gaps.iter().take_while(is_short).count();
    let cut = &gaps[short.max(gaps.len().saturating_sub(MOST_CUTS))..];
    let mut joined: Vec<Stretch> = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        match joined.last_mut() {
            Some(last) if !cut.contains(&(index - 1)) => last.1 = part.1,
            _ => joined.push(*part),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("2026-01-{text}Z").parse().expect("a time")
    }

    fn moment(text: &str) -> (Timestamp, Timestamp) {
        (at(text), at(text))
    }

    #[test]
    fn what_is_close_is_in_proportion() {
        let scale = TimeScale::new([(at("17T10:00:00"), at("17T12:00:00")), moment("17T09:55:00")]);
        assert_eq!(scale.cuts().count(), 0);
        let [first, start, middle, end] =
            ["17T09:55:00", "17T10:00:00", "17T11:00:00", "17T12:00:00"].map(|text| scale.x(at(text)));
        assert!(first > 0.0 && first < start && end < 100.0, "{first} {start} {end}");
        assert!((middle - start - (end - middle)).abs() < 1e-6, "an hour is an hour");
        let labels: Vec<_> = scale.ticks().into_iter().map(|it| (it.label, it.day)).collect();
        let label = |label: &str, day: Option<&str>| (label.to_owned(), day.map(str::to_owned));
        assert_eq!(
            labels,
            [
                label("10:00", Some("17 Jan")),
                label("10:30", None),
                label("11:00", None),
                label("11:30", None),
                label("12:00", None)
            ]
        );
    }

    #[test]
    fn a_long_stretch_of_nothing_is_cut_out() {
        let scale =
            TimeScale::new([moment("16T08:00:00"), (at("17T15:24:00"), at("17T17:01:00")), moment("19T00:00:00")]);
        assert_eq!(scale.cuts().count(), 2);
        assert!(scale.cuts().all(|(from, to)| (to - from - CUT).abs() < 1e-6));
        // The event has most of the width, and each part has a label and its day.
        assert!(scale.x(at("17T17:01:00")) - scale.x(at("17T15:24:00")) > 60.0);
        let days: Vec<_> = scale.ticks().into_iter().filter_map(|it| it.day).collect();
        assert_eq!(days, ["16 Jan", "17 Jan", "19 Jan"]);
        let cut = scale.cuts().next().expect("a cut");
        assert!((cut.0..cut.1).contains(&scale.x(at("16T20:00:00"))), "a moment in a cut is there");
        assert!(scale.x(at("25T00:00:00")) <= 100.0 && scale.x(at("01T00:00:00")) >= 0.0);
    }

    #[test]
    fn a_single_moment_has_an_axis() {
        let scale = TimeScale::new([moment("17T10:00:30")]);
        assert!((scale.x(at("17T10:00:30")) - 50.0).abs() < 1.0);
        assert!(!scale.ticks().is_empty());
        assert!(TimeScale::new([]).ticks().is_empty());
    }
}
