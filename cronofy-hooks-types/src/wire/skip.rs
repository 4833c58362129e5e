//! Values that are read past.

use serde::de::{IgnoredAny, MapAccess, SeqAccess};

/// The rest of a visitor that takes a value of any shape and keeps nothing of it.
macro_rules! accept_and_forget {
    ($value:ty: $($visit:ident($argument:ty)),+ $(,)?) => {
        $(fn $visit<E: serde::de::Error>(self, _: $argument) -> Result<$value, E> {
            Ok(Default::default())
        })+

        fn visit_unit<E: serde::de::Error>(self) -> Result<$value, E> {
            Ok(Default::default())
        }
    };
}

pub(super) use accept_and_forget;

/// Reads every value that is left of a map, and keeps none.
///
/// # Errors
/// When the input is not valid.
pub fn skip_map<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

pub(super) fn skip_seq<'de, A: SeqAccess<'de>>(seq: &mut A) -> Result<(), A::Error> {
    while seq.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}
