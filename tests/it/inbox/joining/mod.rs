//! Promise 7 in the inbox in memory, over everything that can happen in a few steps: joining skips nothing.

mod every;
mod scenario;
