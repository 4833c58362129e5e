//! [`BenchServer`]: answers on this machine as the service does.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};

use serde_json::json;

/// A server in a thread of its own, which ends with the process.
#[derive(Debug)]
pub struct BenchServer {
    /// Where it is.
    pub url: String,
}

impl BenchServer {
    /// Starts it on a free port.
    ///
    /// # Errors
    /// When there is none.
    pub fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let url = format!("http://{}", listener.local_addr()?);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                std::thread::spawn(move || {
                    // A client that goes away ends the connection.
                    let _ = serve(stream);
                });
            }
        });
        Ok(Self { url })
    }
}

fn serve(stream: TcpStream) -> std::io::Result<()> {
    let answers = [("GET /v1/calendars ", calendars()), ("GET /v1/events?", events()), ("POST ", accepted())];
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    loop {
        let (mut first, mut line, mut length) = (String::new(), String::new(), 0);
        while stream.read_line(&mut line)? > 2 {
            let header = line.to_ascii_lowercase();
            let value = header.strip_prefix("content-length: ").and_then(|value| value.trim().parse().ok());
            length = value.unwrap_or(length);
            if first.is_empty() {
                first.clone_from(&line);
            }
            line.clear();
        }
        if first.is_empty() {
            return Ok(());
        }
        stream.read_exact(&mut vec![0; length])?;
        let answer = answers.iter().find(|(start, _)| first.starts_with(start));
        let missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
        stream.get_mut().write_all(answer.map_or(missing, |(_, answer)| answer).as_bytes())?;
    }
}

fn json_answer(body: &serde_json::Value) -> String {
    let body = body.to_string();
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {length}\r\n\
         Cache-Control: max-age=0, private, must-revalidate\r\nDate: Tue, 06 Jan 2026 12:00:00 GMT\r\n\r\n{body}"
    )
}

fn accepted() -> String {
    "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nDate: Tue, 06 Jan 2026 12:00:00 GMT\r\n\r\n".to_owned()
}

fn calendars() -> String {
    let calendar = |number: usize| {
        json!({
            "provider_name": "google", "profile_id": "pro_n23kjnwrw2", "profile_name": "ada@example.com",
            "calendar_id": format!("cal_n23kjnwrw2_jsdfjksn23{number}"), "calendar_name": format!("Calendar {number}"),
            "calendar_readonly": false, "calendar_deleted": false, "calendar_primary": number == 0,
            "calendar_integrated_conferencing_available": true, "permission_level": "sandbox",
        })
    };
    json_answer(&json!({ "calendars": (0..3).map(calendar).collect::<Vec<_>>() }))
}

fn events() -> String {
    let event = |number: usize| {
        json!({
            "calendar_id": "cal_n23kjnwrw2_jsdfjksn234", "event_uid": format!("evt_external_54008b1a4a41730f8d5c6{number:03}"),
            "summary": format!("Meeting {number}"), "description": "Discuss plans for the next quarter.",
            "start": "2026-01-06T12:00:00Z", "end": "2026-01-06T13:00:00Z", "deleted": false,
            "created": "2026-01-01T08:00:01Z", "updated": "2026-01-05T09:24:16Z",
            "location": { "description": "Board room" }, "participation_status": "needs_action",
            "attendees": [{ "email": "bob@example.com", "display_name": "Bob", "status": "accepted" }],
            "organizer": { "email": "ada@example.com", "display_name": "Ada" }, "transparency": "opaque",
            "status": "confirmed", "categories": [], "recurring": false, "event_private": false,
            "options": { "delete": true, "update": true, "change_participation_status": true },
        })
    };
    let pages = json!({ "current": 1, "total": 1, "next_page": "" });
    json_answer(&json!({ "pages": pages, "events": (0..50).map(event).collect::<Vec<_>>() }))
}
