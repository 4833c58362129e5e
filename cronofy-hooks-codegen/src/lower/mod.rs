//! From the text of the schemas to the checked model.

mod across;
mod construction;
mod delivery;
mod documents;
mod form;
mod reference;
mod samples;
mod schema_set;
mod types;
mod value;

pub(crate) use self::schema_set::lower;
