//! The clients of the service are in `it/`.
