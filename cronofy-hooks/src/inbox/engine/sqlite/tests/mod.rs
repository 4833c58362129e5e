//! Tests of this engine alone. The checks of cronofy-hooks-conformance are for every engine.

mod checkpoint;
mod common;
mod files;
mod handlers;
mod jobs;
mod joining;
mod migrations;
mod outage;
mod plans;
mod scripts;
mod transactions;
