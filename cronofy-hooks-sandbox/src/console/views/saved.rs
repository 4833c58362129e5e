//! [`SavedQuery`]: whether a file that is saved has personal data.

use serde::Deserialize;

use crate::personal_data::PersonalData;

/// A query that asks for personal data.
pub(super) const WITH_PERSONAL: &str = "personal=shown";

/// The query of a file.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct SavedQuery {
    /// Only on request, also while the pages show it: the file may be for other people.
    #[serde(default)]
    pub(super) personal: PersonalData,
}
