//! Behind an inbox: what becomes of deliveries after they were answered.

mod app;
mod faulty;
mod ingest;
mod many;
mod metrics;
mod order;
mod outcomes;
mod start;
mod stop;
mod suspects;
mod unfit;
