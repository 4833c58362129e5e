//! The arguments of a handler from a request, for tests that call the function.

use cronofy_hooks_types::payload::Payload;
use jiff::Timestamp;

use crate::delivery::Delivery;
use crate::parse::{custom_payload, read};
use crate::send::DeliveryRequest;
use crate::signature::Secrets;
use crate::text::type_name;

/// Never leaves this file: what it signs is verified at once.
const SECRET: &str = "CRN_of_a_test";

impl DeliveryRequest {
    /// The payload that a handler gets of it. Needs the feature `testing`.
    ///
    /// ```
    /// use cronofy_hooks::payload::Change;
    /// use cronofy_hooks::testing::TestRequest;
    ///
    /// let change: Change = TestRequest::sample("change")?.set("channel.channel_id", "chn_1").into_payload();
    /// assert_eq!(change.channel.channel_id, "chn_1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    /// When the body is about something else, or does not fit the type. The message says what it is about, or
    /// which field does not fit.
    #[must_use]
    #[track_caller]
    pub fn into_payload<P: Payload>(self) -> P {
        match payload(&self.body) {
            Ok(payload) => payload,
            Err(error) => panic!("the body has no payload `{}`: {error}", type_name::<P>()),
        }
    }

    /// The delivery that a handler gets of it, received now: see [`into_delivery_at`](Self::into_delivery_at).
    #[must_use]
    pub fn into_delivery(self) -> Delivery {
        self.into_delivery_at(Timestamp::now())
    }

    /// The delivery that a handler gets of it, received at a time. It is signed with a secret of its own, in the
    /// place of any other signature, and verified as the router does it. Needs the feature `testing`.
    ///
    /// ```
    /// use cronofy_hooks::testing::TestRequest;
    ///
    /// let delivery = TestRequest::sample("change")?.path("/users/ada").into_delivery_at("2026-06-01T08:00:00Z".parse()?);
    /// assert_eq!(delivery.uri().path(), "/users/ada");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn into_delivery_at(self, received_at: Timestamp) -> Delivery {
        let body = self.body.clone();
        let verified = Secrets::new([SECRET]).ok().and_then(|secrets| {
            let (head, _) = self.signed_with(&secrets).into_request().into_parts();
            Delivery::verify(&secrets, head, body, received_at).ok()
        });
        verified.unwrap_or_else(|| unreachable!("the body was signed with the secret that verifies it"))
    }
}

fn payload<P: Payload>(body: &[u8]) -> Result<P, String> {
    let contents = read(body).map_err(|error| error.to_string())?;
    let found = || std::iter::once(&contents.first).chain(&contents.rest).map(|found| &found.occurrence);
    match found().find(|occurrence| occurrence.is(P::ROUTE)) {
        Some(occurrence) => custom_payload(body, occurrence),
        None => {
            let found: Vec<_> = found().map(ToString::to_string).collect();
            Err(format!("that is the payload of {}, and the body has {}", P::ROUTE, found.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use cronofy_hooks_types::payload::{Change, ConferencingFailing};

    use super::payload;

    #[test]
    fn the_message_says_what_the_body_is_about_or_which_field_does_not_fit() {
        let failing = br#"{"notification":{"type":"event_subscription","interactions":[{"type":"new"},{"type":"conferencing_failing"}]},"event":{}}"#;
        assert!(payload::<ConferencingFailing>(failing).is_ok(), "also where it is not the first");
        for (body, expected) in [
            (
                &failing[..],
                r#"that is the payload of notification "change", and the body has interaction "new", interaction"#,
            ),
            (
                br#"{"notification":{"type":"change","changes_since":7},"channel":{"channel_id":"c"}}"#,
                "notification.changes_since: ",
            ),
            (b"no JSON", "the body is not JSON"),
        ] {
            let error = payload::<Change>(body).err().unwrap_or_default();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
