//! The metrics of the client. The README lists their names. Recording costs next to nothing until the application
//! installs a recorder.

use std::time::Duration;

use metrics::{counter, histogram};

use crate::api_call::ApiCall;
use crate::error::ClientError;

pub(crate) fn called(call: &ApiCall, error: Option<&ClientError>, took: Duration) {
    let outcome = error.map_or_else(|| "ok".to_owned(), cause);
    counter!("cronofy_client_calls_total", "method" => call.method, "path" => call.path, "outcome" => outcome)
        .increment(1);
    histogram!("cronofy_client_call_seconds", "method" => call.method, "path" => call.path).record(took);
}

pub(crate) fn repeated(error: &ClientError) {
    counter!("cronofy_client_retries_total", "cause" => cause(error)).increment(1);
}

pub(crate) fn waited(wait: Duration) {
    histogram!("cronofy_client_limit_wait_seconds").record(wait);
}

/// The status, or the kind where there is none.
fn cause(error: &ClientError) -> String {
    error.status().map_or_else(|| format!("{:?}", error.kind()), |status| status.to_string())
}
