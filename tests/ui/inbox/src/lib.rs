//! Its test compiles the cases in `tests/ui/fail/inbox`, for which the library has an inbox.
