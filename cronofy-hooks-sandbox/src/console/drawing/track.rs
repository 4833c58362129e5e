//! The pieces of a drawing: ticks, bars and dots on a track.

use maud::{Markup, html};

/// A labelled place on an axis.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::console) struct Tick {
    /// In percent of the width.
    pub(in crate::console) x: f64,
    pub(in crate::console) label: String,
    /// The day, where it begins to be another one.
    pub(in crate::console) day: Option<String>,
}

/// Labels closer to an edge are aligned with it, so that they are not cut.
const EDGE: f64 = 7.0;

/// What a label takes of the width of a phone, with a space, in percent.
const LABEL: f64 = 14.0;

/// A share of the width, as an attribute. The policy of the pages allows no inline styles.
pub(in crate::console) fn percent(x: f64) -> String {
    format!("{x:.2}%")
}

/// Which side of a label is at its place: near an edge the label is beside it.
fn anchor(x: f64) -> &'static str {
    if x < EDGE {
        "first"
    } else if x > 100.0 - EDGE {
        "last"
    } else {
        "middle"
    }
}

/// Whether two labels can stand on one line, `x` at the right of `before`.
pub(super) fn is_room(before: f64, x: f64) -> bool {
    let end = match anchor(before) {
        "first" => before + LABEL,
        "last" => before,
        _ => before + LABEL / 2.0,
    };
    let start = match anchor(x) {
        "first" => x,
        "last" => x - LABEL,
        _ => x - LABEL / 2.0,
    };
    end <= start
}

/// The labels of an axis on this line; the days are above it.
pub(in crate::console) fn axis(ticks: &[Tick], y: u32) -> Markup {
    html! {
        @for tick in ticks {
            @let class = anchor(tick.x);
            text class=(class) x=(percent(tick.x)) y=(y) { (tick.label) }
            @if let Some(day) = &tick.day { text class={ (class) " day" } x=(percent(tick.x)) y=(y.saturating_sub(16)) { (day) } }
        }
    }
}

/// A drawing without words, beside a text that says the same. The content is drawn around its middle line.
pub(in crate::console) fn track(lines: &Markup, content: &Markup) -> Markup {
    html! {
        svg.track width="100%" height="100%" aria-hidden="true" {
            (lines)
            svg.centre y="50%" width="100%" { (content) }
        }
    }
}

/// A line from the top to the bottom.
pub(in crate::console) fn vertical(class: &str, x: f64) -> Markup {
    let x = percent(x);
    html! { line class=(class) x1=(x) x2=(x) y1="0" y2="100%" {} }
}

/// A length of time, around the middle line. The stroke keeps a short one visible.
pub(in crate::console) fn bar(class: &str, from: f64, until: f64, height: u32) -> Markup {
    let y = f64::from(height) / -2.0;
    html! { rect class=(class) x=(percent(from)) width=(percent((until - from).max(0.0))) y=(y) height=(height) rx="2" {} }
}

/// A moment, on the middle line.
pub(in crate::console) fn dot(class: &str, x: f64) -> Markup {
    html! { circle class=(class) cx=(percent(x)) cy="0" r="5" {} }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_do_not_overlap_on_a_phone() {
        // Beside the left edge, around a place, and beside the right edge.
        for (before, x, fits) in [
            (0.0, 20.0, false),
            (0.0, 21.0, true),
            (30.0, 43.0, false),
            (30.0, 44.0, true),
            (79.0, 100.0, true),
            (80.0, 100.0, false),
        ] {
            assert_eq!(is_room(before, x), fits, "{before} {x}");
        }
    }
}
