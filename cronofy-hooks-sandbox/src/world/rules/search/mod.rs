//! Finds deliveries and calls, for the console and the control API.

mod calls;
mod deliveries;
mod words;

pub(crate) use self::calls::CallSearch;
pub(crate) use self::deliveries::{DeliverySearch, Standing};
