//! Personal data in bodies: where it is, and bodies without it.

mod call;
mod mask;
mod replace;
mod texts;

pub use self::call::{CallPart, mask_personal_call};
pub use self::mask::{PERSONAL_MASK, mask_personal};
pub use self::replace::{PersonalReason, PersonalValue, replace_personal, replace_personal_in};
pub use self::texts::PersonalTexts;
