//! What is particular to SQLite. What every engine has to do is tested elsewhere, through the trait.

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
