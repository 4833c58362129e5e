//! Times as drawings: SVG whose horizontal places are shares of the width, so that text keeps its size.

mod retry_scale;
mod time_scale;
mod track;

pub(super) use self::retry_scale::RetryScale;
pub(super) use self::time_scale::TimeScale;
pub(super) use self::track::{axis, bar, dot, percent, track, vertical};
