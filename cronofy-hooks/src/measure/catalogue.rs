//! The names of the metrics, and what each is.

use metrics::Unit;

/// Names, kinds and descriptions, each once.
macro_rules! metrics {
    ($($(#[$condition:meta])* $constant:ident = $name:literal, $describe:ident, $unit:ident, $description:literal;)*) => {
        $($(#[$condition])* pub(crate) const $constant: &str = $name;)*

        /// Describes all metrics to the recorder that is installed now. Describing them again does no harm.
        pub(crate) fn describe() {
            $($(#[$condition])* { metrics::$describe!($constant, Unit::$unit, $description); })*
        }
    };
}

metrics! {
    REFUSED = "cronofy_hooks_refused_total", describe_counter, Count,
        "Requests that were not accepted, by kind of refusal.";
    ANSWER = "cronofy_hooks_answer_seconds", describe_histogram, Seconds,
        "From the last byte of a verified delivery to its answer.";
    HANDLING = "cronofy_hooks_handling_seconds", describe_histogram, Seconds,
        "One run of a handler, by handler.";
    RUNS = "cronofy_hooks_runs_total", describe_counter, Count,
        "Runs of handlers, by handler and outcome.";
    MISMATCHES = "cronofy_hooks_mismatches_total", describe_counter, Count,
        "Runs whose occurrence does not have what the handler takes, by handler.";
    UNHANDLED = "cronofy_hooks_unhandled_total", describe_counter, Count,
        "Occurrences that no handler takes, acknowledged and dropped.";
    #[cfg(feature = "inbox")]
    ACCEPTED = "cronofy_hooks_accepted_total", describe_counter, Count,
        "Deliveries stored in the inbox.";
    #[cfg(feature = "inbox")]
    REPEATED = "cronofy_hooks_repeated_total", describe_counter, Count,
        "Deliveries that the inbox had stored before.";
    #[cfg(feature = "inbox")]
    START = "cronofy_hooks_start_seconds", describe_histogram, Seconds,
        "From the arrival of a delivery to the first start of its handler, by handler.";
    #[cfg(feature = "inbox")]
    WAITING = "cronofy_hooks_waiting", describe_gauge, Count,
        "Jobs of the inbox that wait.";
    #[cfg(feature = "inbox")]
    RUNNING = "cronofy_hooks_running", describe_gauge, Count,
        "Jobs of the inbox that run, on all machines.";
    #[cfg(feature = "inbox")]
    DEAD = "cronofy_hooks_dead", describe_gauge, Count,
        "Dead letters of the inbox.";
    #[cfg(feature = "inbox")]
    OLDEST = "cronofy_hooks_oldest_seconds", describe_gauge, Seconds,
        "Age of the oldest delivery in the inbox that is not handled.";
}
