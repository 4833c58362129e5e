//! What generated code and the crates of this workspace name. Not for you: it changes without notice.

pub use crate::__open_enum as open_enum;
pub use crate::chain::Chain;
pub use crate::fnv1a::{FNV1A, fnv1a};
pub use crate::open_enum::deserialize_open_enum;
pub use crate::wire;
pub use {serde, serde_json};
