//! `trigger`: sends one signed notification, made from a sample.

mod answer;
mod args;
mod command;
mod edit;
mod list;
mod names;
mod notification;

pub(crate) use self::args::TriggerArgs;
