//! Requests from the samples of the schemas.

use cronofy_hooks_contract::UnknownSample;

use crate::delivery::{ATTEMPT_HEADER, NOTIFICATION_ID_HEADER};
use crate::send::DeliveryRequest;

impl DeliveryRequest {
    /// A sample of the documentation or of this project: see [`samples`](super::samples). Needs the
    /// feature `testing`.
    ///
    /// # Errors
    /// When there is no sample of this name. The error lists the names that there are.
    pub fn sample(name: &str) -> Result<Self, UnknownSample> {
        let sample = cronofy_hooks_contract::sample(name)?;
        let mut request = Self::body(sample.body);
        for header in [NOTIFICATION_ID_HEADER, ATTEMPT_HEADER] {
            if let Some(value) = sample.header(header.as_str()) {
                request = request.header(header, value);
            }
        }
        Ok(request)
    }
}
