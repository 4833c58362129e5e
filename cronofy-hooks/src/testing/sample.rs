//! Requests from the samples of the schemas.

use std::sync::atomic::{AtomicU32, Ordering};

use cronofy_hooks_contract::{FieldPath, FieldPathError, UnknownSample};
use serde_json::Value;

use crate::parse::{Contents, Occurrence, read};
use crate::send::DeliveryRequest;

impl DeliveryRequest {
    /// A sample of the documentation or of this project: see [`samples`](super::samples). It has the names of the
    /// command line: `change`, `conferencing_failing:profile_missing`, or the full name of a sample;
    /// `cronofy-hooks trigger --list` lists them. A short name stands for the newest example of the documentation, and else
    /// for one that this project wrote. Needs the feature `testing`.
    ///
    /// The request of an event trigger, which is a sample of a transition, has a `Cronofy-Notification-ID` and is the first
    /// attempt; the service documents both headers for no other delivery. The id is another one each time, so that an
    /// inbox does not take the second request for a repetition of the first. For a repetition, send a clone, or set
    /// [`notification_id`](Self::notification_id).
    ///
    /// # Errors
    /// When there is no sample of this name. The error names the nearest ones.
    pub fn sample(name: &str) -> Result<Self, UnknownSample> {
        let sample = cronofy_hooks_contract::sample(name)?;
        let mut request = Self::body(sample.body);
        if let Some(id) = sample.notification_id() {
            request = request.notification_id(&another_id(id)).attempt(1);
        }
        Ok(request)
    }

    /// Sets a field of the body by its path, as `--set` of the command line does: `event.event_id`,
    /// `event.attendees[0].email`, or as a JSON pointer `/event/event_id`. Needs the feature `testing`.
    ///
    /// A field that the body does not have is added if the service documents it at this place; objects and lists
    /// on the way to it are created. To send a field that is not documented, write the whole body:
    /// [`TestRequest::body`](Self::body). Sign afterwards, because this changes the body.
    ///
    /// ```
    /// use cronofy_hooks::payload::EventStart;
    /// use cronofy_hooks::testing::TestRequest;
    ///
    /// let request = TestRequest::sample("event_start")?.set("event.event_id", "evt_1").set("event.location.description", "Room 3");
    /// let start: EventStart = request.into_payload();
    /// assert_eq!(start.event.event_id.as_deref(), Some("evt_1"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    /// When the path is misspelt: the body has no such field, and the service documents none there. The message
    /// names the nearest field. Also when the body is not JSON.
    #[track_caller]
    pub fn set(mut self, path: &str, value: impl Into<Value>) -> Self {
        match set(&self.body, path, value.into()) {
            Ok(body) => self.body = body.to_string().into(),
            Err(error) => panic!("`.set({path:?}, ...)`: {error}"),
        }
        self
    }
}

/// An id like this one, whose last digits count the requests of this process.
fn another_id(id: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let kept = id.get(..id.len().saturating_sub(8)).unwrap_or_default();
    format!("{kept}{:08x}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn set(body: &[u8], path: &str, value: Value) -> Result<Value, String> {
    let as_text = |error: FieldPathError| error.to_string();
    let path: FieldPath = path.parse().map_err(as_text)?;
    let contents = read(body).map_err(|error| error.to_string())?;
    let mut body = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    if let Some(schema) = schema_of(&contents) {
        path.check(&body, schema).map_err(|error| {
            let error = error.to_string();
            let joint = if error.ends_with('?') { " To" } else { "; to" };
            format!("{error}{joint} send a field that is not documented, write the body with `TestRequest::body`")
        })?;
    }
    path.set(&mut body, value).map_err(as_text)?;
    Ok(body)
}

/// The schema of the first occurrence; a body that the service does not document has none.
fn schema_of(contents: &Contents) -> Option<&'static cronofy_hooks_contract::JsonSchema> {
    let occurrence: &Occurrence = &contents.first.occurrence;
    cronofy_hooks_contract::schema(&format!("{}/{}", occurrence.kind()?, occurrence.name()?))
}

#[cfg(test)]
mod tests {
    use super::set;

    #[test]
    fn only_a_field_that_is_there_or_documented_is_set() {
        let change = br#"{"notification":{"type":"change","changes_since":"2026-01-17T09:24:16Z"},"channel":{"channel_id":"c"}}"#;
        for (path, expected) in [
            ("channel.channel_id", Ok(())),
            ("channel.callback_url", Ok(())),
            ("channel.chanel_id", Err("`channel` has no field `chanel_id`; did you mean `channel_id`? To send")),
            ("event.event_id", Err("the body has no field `event`; it can have `channel`, `notification`; to send")),
            ("channel.channel_id.x", Err("`channel.channel_id` has no fields; set its value")),
            ("channel..x", Err("a key of the path is empty")),
        ] {
            match (set(change, path, 1.into()), expected) {
                (Ok(_), Ok(())) => {}
                (Err(error), Err(expected)) => assert!(error.starts_with(expected), "{path}: {error}"),
                (set, _) => panic!("{path}: {set:?}"),
            }
        }
        assert!(set(br#"{"notification":{"type":"new"}}"#, "anything.there", 1.into()).is_ok(), "there is no schema");
        assert!(set(b"no JSON", "a", 1.into()).is_err());
    }
}
