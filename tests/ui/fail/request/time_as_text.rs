//! Parse the time first: `"2026-06-01T10:00:00Z".parse::<Timestamp>()?`.

use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::request::UpsertEvent;

fn main() {
    let _ = UpsertEvent::new("board-42", "Board meeting", "2026-06-01T10:00:00Z", Timestamp::UNIX_EPOCH);
}
