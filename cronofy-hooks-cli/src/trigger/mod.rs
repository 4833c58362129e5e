//! `trigger`: sends one signed notification, made from a sample.

mod answer;
mod args;
mod body;
mod body_edit;
mod command;
mod names;
mod request;

pub(crate) use self::args::TriggerArgs;
