//! Pages on which a person chooses a time, or adds an event to a calendar.

mod body;
mod calendar_page;
mod choice;
mod offer;
mod page;
mod targets;

pub(crate) use self::body::page_body;
pub(crate) use self::choice::ChoiceError;
