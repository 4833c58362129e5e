//! What the Cronofy calendar service promises, as data.
//!
//! - [`schemas`] are the JSON Schemas of everything that the service sends, is asked for and answers, with
//!   their [descriptions](describe); the feature `validate` has a validator for each. [`schema_of()`] finds
//!   that of a body.
//! - [`openapi`] and [`asyncapi`] describe the same for other languages.
//! - [`samples`] are deliveries: the examples of the documentation, and a body for every case that it
//!   describes in words. [`sample()`] finds one by its name or its [short name](short_names). [`is_event_trigger`] says
//!   which deliveries have an id.
//! - [`FieldPath`] sets a field of a body.
//! - [`drift`] finds what deliveries have and the schemas lack.
//! - [`mask_personal`] hides what a delivery says about people and [`mask_personal_call`] what a call does, [`replace_personal`] puts something else in its place,
//!   and [`PersonalTexts`] hides it in an answer to the body.
//! - [`limits`] are its deadlines.
//! - [`text`] has the words for times and counts of the programs around it.
//!
//! An application needs none of this. The sandbox, the command line and the tests of [cronofy-hooks] are
//! made from it.
//!
//! [cronofy-hooks]: https://docs.rs/cronofy-hooks

#![cfg_attr(docsrs, feature(doc_cfg))]

mod suggest;

pub mod drift;
mod event_trigger;
mod export;
mod field_path;
pub mod limits;
mod personal;
mod sample;
mod schema;
mod schema_of;
pub mod text;
#[cfg(feature = "validate")]
mod validate;

pub use self::event_trigger::is_event_trigger;
pub use self::export::{asyncapi, openapi};
pub use self::field_path::{FieldPath, FieldPathError};
pub use self::personal::{
    CallPart, PERSONAL_MASK, PersonalReason, PersonalTexts, PersonalValue, mask_personal, mask_personal_call,
    replace_personal, replace_personal_in,
};
pub use self::sample::{Sample, UnknownSample, sample, samples, short_names};
pub use self::schema::{FieldFacts, JsonSchema, describe, schema, schemas};
pub use self::schema_of::schema_of;
pub use self::suggest::did_you_mean;
#[cfg(feature = "validate")]
pub use self::validate::validator;
