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

/// A share of the width, as an attribute. The policy of the pages allows no inline styles.
pub(in crate::console) fn percent(x: f64) -> String {
    format!("{x:.2}%")
}

/// The labels of an axis on this line; the days are above it.
pub(in crate::console) fn axis(ticks: &[Tick], y: u32) -> Markup {
    html! {
        @for tick in ticks {
            @let class = if tick.x < EDGE { "first" } else if tick.x > 100.0 - EDGE { "last" } else { "middle" };
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
