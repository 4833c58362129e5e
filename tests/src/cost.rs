//! What a delivery may cost: at most a constant times its body, plus a constant.
//!
//! The bodies are those that made something grow faster than that, or might. A test with an allocator
//! that counts sends them and compares; so can a fuzz target, with bodies of its own.

/// A body that tries to cost much.
#[derive(Clone, Debug)]
pub struct HostileBody {
    /// What it tries.
    pub name: &'static str,
    /// The bytes.
    pub body: String,
}

/// The highest allowed cost of a body.
#[derive(Clone, Copy, Debug)]
pub struct CostBound {
    /// For each byte of the body.
    pub per_byte: usize,
    /// For any body.
    pub fixed: usize,
}

impl CostBound {
    /// Whether a body of this length may cost so much.
    #[must_use]
    pub fn allows(self, len: usize, cost: usize) -> bool {
        cost <= self.per_byte * len + self.fixed
    }
}

/// Peak of the memory that a delivery needs from its first byte to the end of its last handler, on
/// top of its body, where one handler runs at a time and the fallback reads the body as JSON.
///
/// Free JSON in small objects needs the most: seven bytes become a map of their own.
pub const PEAK_BYTES: CostBound = CostBound { per_byte: 120, fixed: 256 << 10 };

/// Allocations that a delivery makes on the same way. Each of
/// [`Occurrence::MOST`](cronofy_hooks::Occurrence::MOST) occurrences may read the body anew.
pub const ALLOCATIONS: CostBound = CostBound { per_byte: 20, fixed: 20_000 };

/// `event_subscription` with these parts.
fn subscription(lists: &str, rest: &str) -> String {
    format!(r#"{{"notification":{{"type":"event_subscription",{lists}}}{rest}}}"#)
}

fn interactions(items: &str) -> String {
    format!(r#""interactions":[{items}]"#)
}

/// A text repeated, with commas, until it fills so many bytes; at least once.
fn list(item: &str, len: usize) -> String {
    let count = (len / (item.len() + 1)).max(1);
    let mut list = format!("{item},").repeat(count);
    list.pop();
    list
}

/// As many different entries as fill so many bytes, with commas.
fn numbered(len: usize, entry: impl Fn(usize) -> String) -> String {
    let mut list = entry(0);
    for number in 1.. {
        let entry = entry(number);
        if list.len() + 1 + entry.len() > len {
            break;
        }
        list.push(',');
        list.push_str(&entry);
    }
    list
}

fn nested(len: usize) -> String {
    format!("{}{}", "[".repeat(len / 2), "]".repeat(len / 2))
}

const ASSIGNED: &str = r#"{"type":"conferencing_assigned"}"#;
const STARTS: &str = r#"{"type":"event_start"}"#;
const AGENT: &str = r#"{"type":"meeting_agent_complete"}"#;
const ATTENDEE: &str = r#"{"email":"a@example.com","status":"accepted"}"#;

/// Hostile bodies of about so many bytes.
#[must_use]
pub fn hostile(len: usize) -> Vec<HostileBody> {
    let half = len / 2;
    let one = interactions(ASSIGNED);
    let many = interactions(&list(ASSIGNED, half));
    let event = |fields: &str| format!(r#","event":{{"event_id":"evt",{fields}}}"#);
    let text = "x".repeat(half);
    let all = "x".repeat(len);
    let attendees = |len| format!(r#""attendees":[{}]"#, list(ATTENDEE, len));
    let change = |fields: &str, rest: &str| format!(r#"{{"notification":{{"type":"change",{fields}}}{rest}}}"#);
    let since = r#""changes_since":"2026-01-17T09:24:16Z""#;
    let bodies = [
        (
            "many occurrences of an event with a long text",
            subscription(&many, &event(&format!(r#""description":"{text}""#))),
        ),
        ("many occurrences of an event with many attendees", subscription(&many, &event(&attendees(half)))),
        (
            "many occurrences of an event that does not fit",
            subscription(&many, &event(&format!(r#"{},"start":7"#, attendees(half)))),
        ),
        (
            "many occurrences before what they are about",
            format!(r#"{{"event":{{{}}},"notification":{{"type":"event_subscription",{many}}}}}"#, attendees(half)),
        ),
        (
            "many occurrences, and a field of another notification",
            subscription(&format!(r#"{many},"changes_since":7"#), &event(&attendees(half))),
        ),
        (
            "many occurrences of three kinds",
            subscription(
                &format!(r#""transitions":[{}],{}"#, list(STARTS, half / 2), interactions(&list(AGENT, half / 2))),
                &event(&attendees(half)),
            ),
        ),
        ("many occurrences of a long event id", subscription(&many, &format!(r#","event":{{"event_id":"{text}"}}"#))),
        ("elements that are numbers", subscription(&interactions(&list("0", len)), "")),
        ("elements that are empty", subscription(&interactions(&list("{}", len)), "")),
        (
            "elements with names of their own",
            subscription(&interactions(&numbered(len, |number| format!(r#"{{"type":"n{number}"}}"#))), ""),
        ),
        (
            "a few elements with long names",
            subscription(
                &interactions(&list(
                    &format!(r#"{{"type":"{}","subtype":"{}"}}"#, "n".repeat(len / 100), "s".repeat(len / 100)),
                    len,
                )),
                "",
            ),
        ),
        (
            "names of escapes",
            subscription(&interactions(&list(&format!(r#"{{"type":"{}"}}"#, r"\u0001".repeat(len / 400)), len)), ""),
        ),
        ("a long name", subscription(&interactions(&format!(r#"{{"type":"{all}"}}"#)), "")),
        (
            "elements with a deep one among them",
            subscription(&interactions(&format!(r#"{ASSIGNED},{{"type":{}}},{ASSIGNED}"#, nested(len))), &event("")),
        ),
        (
            "a deep field of the notification",
            subscription(&format!(r#"{one},"x":{}"#, nested(len)), &event(r#""summary":"s""#)),
        ),
        ("deep metadata", subscription(&one, &event(&format!(r#""metadata":{}"#, nested(len))))),
        (
            "metadata in small objects",
            subscription(&one, &event(&format!(r#""metadata":[{}]"#, list(r#"{"":0}"#, len)))),
        ),
        (
            "metadata that ends with a number out of range",
            subscription(&one, &event(&format!(r#""metadata":[{},1e999]"#, list(r#"{"":0}"#, len)))),
        ),
        ("empty attendees", subscription(&one, &event(&format!(r#""attendees":[{}]"#, list("{}", len))))),
        (
            "many keys after the notification",
            subscription(&one, &format!(r#",{}"#, numbered(len, |number| format!(r#""k{number}":0"#)))),
        ),
        (
            "many keys before the notification",
            format!(
                r#"{{{},"notification":{{"type":"event_subscription",{one}}},"event":{{}}}}"#,
                numbered(len, |number| format!(r#""k{number}":0"#))
            ),
        ),
        (
            "many keys of the notification",
            change(
                &format!("{},{since}", numbered(len, |number| format!(r#""k{number}":0"#))),
                r#","channel":{"channel_id":"c"}"#,
            ),
        ),
        ("a key of the notification again and again", change(&list(since, len), r#","channel":{"channel_id":"c"}"#)),
        (
            "a key of the notification that never fits",
            change(&list(r#""changes_since":7"#, len), r#","channel":{"channel_id":"c"}"#),
        ),
        (
            "two keys of the notification that never fit",
            change(&list(r#""triggered_at":7,"changes_since":7"#, len), r#","channel":{"channel_id":"c"}"#),
        ),
        ("an event again and again", subscription(&one, &format!(",{}", list(r#""event":{"event_id":"evt"}"#, len)))),
        (
            "a notification again and again",
            format!("{{{}}}", list(&format!(r#""notification":{{"type":"event_subscription",{one}}}"#), len)),
        ),
        ("lists again and again", subscription(&list(&interactions(&format!("{ASSIGNED},{ASSIGNED}")), len), "")),
        ("a long channel id", change(since, &format!(r#","channel":{{"channel_id":"{all}"}}"#))),
        ("a long key that does not fit", subscription(&one, &event(&format!(r#""metadata":{{"{all}":1e999}}"#)))),
        ("no notification", format!("{{{}}}", numbered(len, |number| format!(r#""k{number}":0"#)))),
        (
            "a callback with many keys",
            format!(r#"{{"event":{{}},{},"participants":7}}"#, numbered(len, |number| format!(r#""k{number}":0"#))),
        ),
        ("not an object", format!("[{}]", list("[]", len))),
        ("not JSON in its last byte", format!("{}[", subscription(&many, &event(&attendees(half))))),
    ];
    // Where there are no fields, the id alone.
    bodies.into_iter().map(|(name, body)| HostileBody { name, body: body.replace(r#""evt",}"#, r#""evt"}"#) }).collect()
}

/// The figures with which one body took seven gigabytes: so many interactions of one event, in 966 KiB.
#[must_use]
pub fn interactions_of_one_event(count: usize) -> String {
    let items = interactions(&list(ASSIGNED, count * (ASSIGNED.len() + 1)));
    let lists = items.len();
    let attendees = list(ATTENDEE, (966 << 10) - lists);
    subscription(&items, &format!(r#","event":{{"event_id":"evt","attendees":[{attendees}]}}"#))
}

/// So many elements without a name, of nothing that has an id: no two of them share a key.
#[must_use]
pub fn nameless(count: usize) -> String {
    subscription(&interactions(list("0", 2 * count).as_str()), r#","event":{}"#)
}
