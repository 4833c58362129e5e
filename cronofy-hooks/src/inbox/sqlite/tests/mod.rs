//! What is particular to SQLite. What every engine has to do is tested elsewhere, through the trait.

mod common;
mod files;
mod handlers;
mod joining;
mod migrations;
mod plans;
mod scripts;
mod transactions;
mod trouble;
mod units;
