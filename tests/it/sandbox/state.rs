//! A sandbox that survives a restart.
