//! The files of smart invites, as iCalendar (RFC 5545) has them.

use cronofy_hooks::payload::{DateOrTime, EventTime};

use crate::world::model::{InviteAnswer, SmartInvite};

/// A line has at most 75 bytes; its rest follows after a space.
const LINE: usize = 75;

/// The invite, or its cancellation once it is cancelled.
pub(super) fn invite(invite: &SmartInvite, to: &[InviteAnswer]) -> String {
    if invite.cancelled { cancellation(invite, to) } else { file(invite, to, "REQUEST", "CONFIRMED") }
}

pub(super) fn cancellation(invite: &SmartInvite, to: &[InviteAnswer]) -> String {
    file(invite, to, "CANCEL", "CANCELLED")
}

fn file(invite: &SmartInvite, to: &[InviteAnswer], method: &str, status: &str) -> String {
    let event = &invite.event;
    let organizer = invite.organizer.as_deref().unwrap_or("Cronofy sandbox");
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//cronofy-hooks//sandbox//EN".to_owned(),
        format!("METHOD:{method}"),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@sandbox.example.com", escaped(&invite.smart_invite_id)),
        format!("SEQUENCE:{}", invite.sequence),
        format!("STATUS:{status}"),
        format!("SUMMARY:{}", escaped(&event.summary)),
        time("DTSTART", &event.start),
        time("DTEND", &event.end),
        format!("ORGANIZER;CN={}:mailto:invites@sandbox.example.com", quoted(organizer)),
    ];
    let detail = |name: &str| event.details.get(name).and_then(|it| it.as_str()).map(escaped);
    lines.extend(detail("description").map(|it| format!("DESCRIPTION:{it}")));
    let place = event.details.get("location").and_then(|it| it["description"].as_str());
    lines.extend(place.map(|it| format!("LOCATION:{}", escaped(it))));
    lines.extend(to.iter().map(|it| format!("ATTENDEE;RSVP=TRUE:mailto:{}", it.email)));
    lines.extend(["END:VEVENT", "END:VCALENDAR"].map(str::to_owned));
    lines.iter().map(|line| folded(line)).collect()
}

fn time(name: &str, time: &EventTime) -> String {
    match time.time() {
        DateOrTime::Date(date) => format!("{name};VALUE=DATE:{}", date.strftime("%Y%m%d")),
        DateOrTime::Time(instant) => format!("{name}:{}", instant.timestamp().strftime("%Y%m%dT%H%M%SZ")),
    }
}

fn escaped(text: &str) -> String {
    let escape = |letter: char| match letter {
        '\\' | ';' | ',' => vec!['\\', letter],
        '\n' => vec!['\\', 'n'],
        letter if letter.is_control() => Vec::new(),
        letter => vec![letter],
    };
    text.chars().flat_map(escape).collect()
}

/// A parameter in quotes, which cannot be escaped there.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace(|letter: char| letter == '"' || letter.is_control(), " "))
}

/// A line with its end, over several lines if it is long.
fn folded(line: &str) -> String {
    let (mut text, mut length) = (String::new(), 0);
    for letter in line.chars() {
        if length + letter.len_utf8() > LINE {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(letter);
        length += letter.len_utf8();
    }
    text + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_letters() {
        let line = format!("SUMMARY:{}", "é".repeat(80));
        let text = folded(&line);
        assert!(text.lines().all(|it| it.len() <= LINE) && text.ends_with("\r\n"), "{text}");
        assert_eq!(text.replace("\r\n ", "").trim_end(), line);
    }

    #[test]
    fn text_cannot_end_a_line() {
        assert_eq!(escaped("a\r\nATTENDEE:b;c,d\\"), "a\\nATTENDEE:b\\;c\\,d\\\\");
        assert_eq!(quoted("a\"\r\nb"), "\"a   b\"");
    }
}
