//! The metrics of the client. The README lists their names. Recording costs next to nothing until the application
//! installs a recorder.

use std::time::Duration;

use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};

use crate::api_call::ApiCall;
use crate::error::ClientError;

const CALLS: &str = "cronofy_client_calls_total";
const CALL: &str = "cronofy_client_call_seconds";
const RETRIES: &str = "cronofy_client_retries_total";
const LIMIT_WAIT: &str = "cronofy_client_limit_wait_seconds";

/// Describes all metrics to the recorder that is installed now. Describing them again does no harm.
pub(crate) fn describe() {
    describe_counter!(CALLS, Unit::Count, "Calls, by method, path and outcome.");
    describe_histogram!(CALL, Unit::Seconds, "A call with its retries, by method and path.");
    describe_counter!(RETRIES, Unit::Count, "Requests that were sent again, by cause.");
    describe_histogram!(LIMIT_WAIT, Unit::Seconds, "How long a request waited for the rate limit.");
}

pub(crate) fn called(call: &ApiCall, error: Option<&ClientError>, took: Duration) {
    let outcome = error.map_or_else(|| "ok".to_owned(), cause);
    counter!(CALLS, "method" => call.method, "path" => call.path, "outcome" => outcome).increment(1);
    histogram!(CALL, "method" => call.method, "path" => call.path).record(took);
}

pub(crate) fn repeated(error: &ClientError) {
    counter!(RETRIES, "cause" => cause(error)).increment(1);
}

pub(crate) fn waited(wait: Duration) {
    histogram!(LIMIT_WAIT).record(wait);
}

/// The status, or the kind where there is none.
fn cause(error: &ClientError) -> String {
    error.status().map_or_else(|| format!("{:?}", error.kind()), |status| status.to_string())
}
