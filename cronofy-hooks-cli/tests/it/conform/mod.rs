//! `conform`: right and wrong receivers, and what it reports about them.

mod receiver;
mod reports;
mod usage;
mod verification;
mod wrong_receivers;
