//! The report: as text, as JSON, and as JUnit XML.

mod conform_report;
mod json;
mod junit;
mod text;

pub(super) use self::conform_report::ConformReport;
