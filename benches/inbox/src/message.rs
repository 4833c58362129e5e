//! [`QueueMessage`]: what every side is given to store.

use std::time::Duration;

use bytes::Bytes;

/// Size of the body.
const BODY: usize = 2048;
/// Size of what is stored of the request besides, about.
const HEAD: usize = 500;
/// Different keys.
const KEYS: u64 = 5000;

/// A delivery of 2 KB with its head of about 500 bytes.
#[derive(Clone, Debug)]
pub(crate) struct QueueMessage {
    /// As the library writes what it keeps of a request.
    pub(crate) head: String,
    /// A documented notification as JSON, with the number of the message in the id of its event.
    pub(crate) body: Bytes,
    /// What it is handled one at a time with: one of 5,000.
    pub(crate) key: String,
    /// Recognises it if it is sent again: never the same. It begins with a time, as the service's ids
    /// do.
    pub(crate) repeat: [u8; 16],
    /// How long after its arrival it is due. Only ours takes it.
    pub(crate) delay: Duration,
}

/// Makes messages quickly, so that it does not count.
#[derive(Debug)]
pub(crate) struct Template {
    head: String,
    body: Vec<u8>,
    /// Where in the body the number of the event is.
    number_at: usize,
}

/// The second in which the first is sent, and how many are sent in a second.
const START: u64 = 0x60c2_10fa;
const EACH_SECOND: u64 = 1000;

/// The number of the event as it is written.
const DIGITS: usize = 12;

impl Template {
    pub(crate) fn new() -> Self {
        let begin = concat!(
            r#"{"notification":{"type":"event_subscription","interactions":[{"type":"conferencing_assigned"}]},"#,
            r#""event":{"summary":"Board meeting","start":"2026-04-27T15:30:00Z","end":"2026-04-27T17:00:00Z","#,
            r#""conferencing":{"provider_name":"zoom","join_url":"https://zoom.us/00001111-222"},"description":""#,
        );
        let middle = r#"","event_id":"evt_"#;
        let end = r#""}}"#;
        let padding = BODY - begin.len() - middle.len() - DIGITS - end.len();
        let description: String = "Discuss plans for the next quarter. ".chars().cycle().take(padding).collect();
        let body = format!("{begin}{description}{middle}{:DIGITS$}{end}", "").into_bytes();
        let number_at = body.len() - end.len() - DIGITS;
        Self { head: head(), body, number_at }
    }

    pub(crate) fn message(&self, number: u64) -> QueueMessage {
        let mut body = self.body.clone();
        let digits = format!("{number:0DIGITS$}");
        body[self.number_at..self.number_at + DIGITS].copy_from_slice(digits.as_bytes());
        let high = mix(number);
        let low = mix(high);
        let mut repeat = [0; 16];
        repeat[..8].copy_from_slice(&high.to_be_bytes());
        repeat[8..].copy_from_slice(&low.to_be_bytes());
        let second = u32::try_from(START + number / EACH_SECOND).unwrap_or(u32::MAX);
        repeat[..4].copy_from_slice(&second.to_be_bytes());
        let key = format!("event:evt_{:0DIGITS$}", high % KEYS);
        QueueMessage { head: self.head.clone(), body: Bytes::from(body), key, repeat, delay: Duration::ZERO }
    }
}

/// The headers of a request as a proxy passes it on: what the library stores of it.
pub(crate) fn headers() -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("host", "calendar.example.com".to_owned()),
        ("accept", "*/*".to_owned()),
        ("user-agent", "Cronofy/1.0".to_owned()),
        ("content-type", "application/json; charset=utf-8".to_owned()),
        ("content-length", BODY.to_string()),
        ("cronofy-notification-attempt", "1".to_owned()),
        ("x-forwarded-for", "203.0.113.17, 198.51.100.4".to_owned()),
        ("x-forwarded-proto", "https".to_owned()),
        ("x-request-id", "4f2c9d1e-1b7a-4a3e-9a77-0c5d6c1f2b3a".to_owned()),
        ("cronofy-hmac-sha256", "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=".to_owned()),
    ];
    let written: usize = headers.iter().map(|(name, value)| name.len() + value.len() + 7).sum();
    headers.push(("traceparent", "0".repeat(HEAD.saturating_sub(written + 70))));
    headers
}

fn head() -> String {
    let headers: Vec<_> = headers().into_iter().map(|(name, value)| serde_json::json!([name, value])).collect();
    serde_json::json!({ "format": 1, "target": "/cronofy", "params": [], "headers": headers }).to_string()
}

/// Spreads numbers over all 64 bits, each to one of its own.
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// The number in the id of an event.
pub(crate) fn number_of(event_id: &str) -> Option<u64> {
    event_id.strip_prefix("evt_")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_its_size_and_its_number() {
        #[derive(serde::Deserialize)]
        struct Body {
            event: Event,
        }
        #[derive(serde::Deserialize)]
        struct Event {
            event_id: String,
        }
        let message = Template::new().message(1234);
        assert_eq!(message.body.len(), BODY);
        assert!((HEAD - 50..=HEAD + 50).contains(&message.head.len()), "{}", message.head.len());
        let body: Body = serde_json::from_slice(&message.body).expect("it is JSON");
        assert_eq!(number_of(&body.event.event_id), Some(1234));
    }
}
