//! [`AllocationLimit`]: what some work may allocate.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What some work may allocate: a constant, and a constant times its input.
///
/// Everything that is allocated counts, also what is freed at once, so the limit bounds both the
/// memory and, roughly, the time. The whole process is counted: nothing else may run meanwhile.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AllocationLimit {
    /// Bytes for an empty input.
    pub(crate) bytes: usize,
    /// Bytes for each byte of the input.
    pub(crate) bytes_per_byte: usize,
    /// Allocations for an empty input.
    pub(crate) calls: usize,
    /// Allocations for each byte of the input.
    pub(crate) calls_per_byte: usize,
}

impl AllocationLimit {
    /// Does the work, and panics when it allocates more than an input of this length may cost.
    pub(crate) fn keep<T>(self, input: usize, work: impl FnOnce() -> T) -> T {
        let (result, cost) = measure(work);
        self.check(input, cost);
        result
    }

    /// Panics when this is more than an input of this length may cost.
    pub(crate) fn check(self, input: usize, AllocationCost { bytes, calls }: AllocationCost) {
        let most = (self.bytes + input * self.bytes_per_byte, self.calls + input * self.calls_per_byte);
        assert!(bytes <= most.0, "{bytes} bytes are allocated for an input of {input}; at most {} may be", most.0);
        assert!(calls <= most.1, "{calls} allocations for an input of {input} bytes; at most {} may be", most.1);
    }
}

/// What some work allocated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AllocationCost {
    bytes: usize,
    calls: usize,
}

/// Does the work, and counts what it allocates.
pub(crate) fn measure<T>(work: impl FnOnce() -> T) -> (T, AllocationCost) {
    let region = Region::new(ALLOCATOR);
    let result = work();
    let change = region.change();
    (result, AllocationCost { bytes: change.bytes_allocated, calls: change.allocations + change.reallocations })
}
