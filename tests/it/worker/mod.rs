//! Behind an inbox: what happens to deliveries after they were answered.

mod app;
mod faulty;
mod idle;
mod ingest;
mod many;
mod metrics;
mod mismatch;
mod order;
mod outcomes;
mod start;
mod stop;
mod suspects;
