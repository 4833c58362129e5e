//! Promise 7, over everything that can happen in a few steps: joining skips nothing.

mod every;
mod scenario;
mod target;
