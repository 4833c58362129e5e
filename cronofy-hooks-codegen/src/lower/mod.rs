//! From the text of the schemas to the checked model.

mod across;
mod construction;
mod delivery;
mod documents;
mod form;
mod operation;
mod reference;
mod samples;
mod schema_set;
mod types;
mod value;

pub(crate) use self::documents::{Document, Documents, Folder};
pub(crate) use self::schema_set::lower;
pub(crate) use self::types::type_title;
