//! The console: pages that show what the sandbox does, and that control it.
//!
//! The server renders each page from the current world, and buttons are forms, so everything works without a script.
//! `console.js` keeps an open page up to date, and adds copying and keys. `forms.js` keeps what was typed.

mod asset;
mod context;
mod drawing;
mod field;
mod form;
mod form_time;
mod formatting;
mod frame;
mod guard;
mod json;
mod live;
mod personal;
mod router;
mod sample;
#[cfg(test)]
mod tests;
mod views;

pub(crate) use self::router::router;

use self::context::Console;
use self::field::{FormField, check_box, check_url, choice};
use self::form::FormFields;
use self::formatting::{BadgeTone, badge, clock_time, day, explanation, fault_name, outcome, short, state, time};
use self::frame::{Ask, ConsoleView, head, mode};
use self::json::pretty;
use self::personal::personal;
