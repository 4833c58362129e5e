//! [`State`], [`Path`] and [`Query`] stand for the value that they hold, as in axum.

use std::ops::{Deref, DerefMut};

use super::{Path, Query, State};

macro_rules! deref {
    ($($extractor:ident)+) => {$(
        impl<T> Deref for $extractor<T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.0
            }
        }

        impl<T> DerefMut for $extractor<T> {
            fn deref_mut(&mut self) -> &mut T {
                &mut self.0
            }
        }
    )+};
}

deref!(State Path Query);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_and_fields_of_the_value_are_at_hand() {
        let mut state = State(vec![1]);
        state.push(2);
        assert_eq!(*state, [1, 2]);
        let mut path = Path("ada".to_owned());
        path.push('!');
        assert_eq!(path.len(), 4);
        let mut query = Query((7, "x"));
        query.0 = (8, "y");
        assert_eq!((*query).0, 8);
    }
}
