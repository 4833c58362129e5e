//! [`App`]: the state of the application, and what its handlers do on every side.

use std::hint::black_box;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde_json::Value;

/// The state of the application.
#[derive(Debug, Default)]
pub struct App {
    keeps: bool,
    kept: Mutex<Vec<(&'static str, Value)>>,
}

impl App {
    /// An application that keeps what its handlers see, to compare it.
    #[must_use]
    pub fn that_keeps() -> Self {
        Self { keeps: true, kept: Mutex::default() }
    }

    /// What the handlers have seen since the last call.
    #[must_use]
    pub fn kept(&self) -> Vec<(&'static str, Value)> {
        std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What a handler does with a part of its payload.
    pub(crate) fn see<T: Serialize>(&self, what: &'static str, value: &T) {
        black_box(value);
        if self.keeps {
            let value = serde_json::to_value(value).unwrap_or_default();
            self.kept.lock().unwrap_or_else(PoisonError::into_inner).push((what, value));
        }
    }
}
